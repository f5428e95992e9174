// Breadcrumbs and the sign election of TIES: elements that disagree with the elected sign are left out.
// (`base` is a keyword of C#, so the model of that name is Base here.)
Output = Base + Ties([(Breadcrumbs(a - Base, density: 0.6), 0.5), (Breadcrumbs(b - Base, density: 0.6), 0.5)], normalize: false);
