// Model soup: the weighted average of all models. The weights are used as they stand; let them sum to 1.
Output = Linear([(a, 0.7), (b, 0.3)]);
