// Two methods that MergeSdk does not have: one written here, one from the project methods/.
using CustomMethods;

TaskVector[] learned = [code - Base, french - Base, prose - Base];

// What all three changed in one direction.
var agreed = Define("agreed", learned, (inputs, output) =>
{
    for (var i = 0; i < output.Length; i++)
    {
        var (x, y, z) = (inputs[0][i], inputs[1][i], inputs[2][i]);
        if ((x > 0 && y > 0 && z > 0) || (x < 0 && y < 0 && z < 0))
            output[i] = (x + y + z) / 3;
    }
});

Output = Base + 0.5 * agreed + Methods.Balanced(learned, scale: Gradient(0.2, 0.4));
