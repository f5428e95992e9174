// LiNeS: what fine-tuning added counts 0.2 in the first layer and 1 in the last; shallow layers stay general.
// (`base` is a keyword of C#, so the model of that name is Base here.)
Output = Base + 0.5 * LiNeS(a - Base, alpha: 0.2, beta: 0.8) + 0.5 * LiNeS(b - Base, alpha: 0.2, beta: 0.8);
