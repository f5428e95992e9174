// The first stage: one model of two that are about language.
Output = Average(french, prose);
