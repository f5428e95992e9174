// Breadcrumbs: of each task vector the largest 1 % and the smallest elements are dropped; 60 % are kept.
// (`base` is a keyword of C#, so the model of that name is Base here.)
Output = Base + 0.5 * Breadcrumbs(a - Base, density: 0.6, gamma: 0.01) + 0.5 * Breadcrumbs(b - Base, density: 0.6, gamma: 0.01);
