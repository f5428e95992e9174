using System.Runtime.InteropServices;

namespace MergeSdk.Tensors.Tests;

/// <summary>
/// Memory between two pages that may not be touched: a kernel that reads or writes one byte outside its span crashes instead of passing by luck.
/// Elsewhere than on Linux, ordinary memory.
/// </summary>
public sealed unsafe class GuardedBuffer<T> : IDisposable
    where T : unmanaged
{
    readonly nint _mapping;
    readonly nuint _mappedBytes;
    readonly T* _start;

    /// <param name="length">Elements.</param>
    /// <param name="atEnd">Whether the last element, or else the first, touches the forbidden page.</param>
    public GuardedBuffer(int length, bool atEnd = true)
    {
        Length = length;
        var bytes = (nuint)length * (nuint)sizeof(T);
        if (!OperatingSystem.IsLinux())
        {
            _start = (T*)NativeMemory.Alloc(bytes + 1);
            return;
        }
        var page = (nuint)Environment.SystemPageSize;
        var usable = (bytes + page - 1) / page * page;
        _mappedBytes = usable + (2 * page);
        _mapping = GuardPages.Map(_mappedBytes);
        if (_mapping == -1 || (usable > 0 && !GuardPages.Open(_mapping + (nint)page, usable)))
        {
            throw new InvalidOperationException($"No guarded memory: error {Marshal.GetLastPInvokeError()}.");
        }
        _start = (T*)(_mapping + (nint)page + (nint)(atEnd ? usable - bytes : 0));
    }

    /// <summary>A copy of some content.</summary>
    public GuardedBuffer(ReadOnlySpan<T> content, bool atEnd = true)
        : this(content.Length, atEnd)
    {
        content.CopyTo(Span);
    }

    public int Length { get; }

    public Span<T> Span => new(_start, Length);

    public void Dispose()
    {
        if (_mapping != 0)
        {
            _ = GuardPages.Unmap(_mapping, _mappedBytes);
        }
        else
        {
            NativeMemory.Free(_start);
        }
    }
}
