// Task arithmetic: what three fine-tunes learned, added to the base they share.
Output = Base + 0.4 * (code - Base) + 0.4 * (french - Base) + 0.4 * (prose - Base);
