// NearSwap: elements of a that are within 0.001 of the base's are taken over, others move by 0.001 towards a at most.
// (`base` is a keyword of C#, so the model of that name is Base here.)
Output = Base + NearSwap(a - Base, t: 0.001);
