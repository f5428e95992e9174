// The second stage: the other project's output is a model named after it.
Output = Slerp(code, languages, t: 0.4);
