// Model soup: the weighted average of all models. Weights are divided by their sum, so that 0.7 and 0.3 are the same as 1.4 and 0.6.
Output = Linear([(a, 0.7), (b, 0.3)]);
