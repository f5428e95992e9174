// Task arithmetic: what each fine-tuning added to the base, scaled and added. A negative factor makes the model forget.
// (`base` is a keyword of C#, so the model of that name is Base here.)
Output = Base + 0.6 * (a - Base) + 0.4 * (b - Base);
