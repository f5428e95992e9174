namespace MergeSdk.Benchmarks;

/// <summary>How many bytes of memory a kernel reads and writes for each element.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class TrafficAttribute(int bytes) : Attribute
{
    public int Bytes => bytes;
}
