// Arcee fusion: of what a changed, only the elements whose importance is far above the median are taken over.
// (`base` is a keyword of C#, so the model of that name is Base here.)
Output = ArceeFusion(Base, a);
