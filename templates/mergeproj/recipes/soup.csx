// A uniform soup: the average of all models.
Output = Average(a, b);
