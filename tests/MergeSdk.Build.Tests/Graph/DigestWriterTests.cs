using MergeSdk.Graph;
using MergeSdk.Tensors;

namespace MergeSdk.Build.Tests.Graph;

public class DigestWriterTests
{
    /// <summary>Parts that would be the same bytes as others, if kinds, lengths or the ends of parts were left out.</summary>
    static readonly object[] s_parts =
    [
        0L, 1L, -1L, 256L, (long)'n', true, false, "", "a", "aa", "n", "b\u0001", "t\u0001\0\0\0a", "n\u0001\0\0\0\0\0\0\0", "\0", "1", "true", "å",
        new ContentHash(0, 0), new ContentHash(0, 1), new ContentHash(1, 0),
    ];

    [Fact]
    public void No_two_lists_of_parts_have_the_same_digest()
    {
        var writer = new DigestWriter();
        var lists = new Dictionary<ContentHash, string>();
        IEnumerable<object[]> all =
        [
            [],
            .. s_parts.Select(part => new[] { part }),
            .. s_parts.SelectMany(first => s_parts.Select(second => new[] { first, second })),
            .. s_parts.SelectMany(first => s_parts.SelectMany(second => s_parts.Select(third => new[] { first, second, third }))),
        ];
        foreach (var list in all)
        {
            var text = string.Join(' ', list.Select(part => $"{part.GetType().Name}:{part}"));
            foreach (var part in list)
                Add(writer, part);
            var digest = writer.Take();
            lists.TryAdd(digest, text).Should().BeTrue($"{text} is not {lists[digest]}");
        }
        lists.Should().HaveCount(1 + 21 + (21 * 21) + (21 * 21 * 21));
    }

    [Fact]
    public void Types_are_told_apart_and_end_where_they_end()
    {
        TensorShape[] shapes = [[], [0], [1], [2], [1, 2], [2, 1], [1, 2, 1], [12], [0, 0]];
        var writer = new DigestWriter();
        var digests = new List<ContentHash>();
        foreach (var dtype in Enum.GetValues<DType>())
        {
            foreach (var shape in shapes)
            {
                writer.Add(new TensorType(dtype, shape));
                digests.Add(writer.Take());
                writer.Add(new TensorType(dtype, shape));
                writer.Add(1L);
                digests.Add(writer.Take());
            }
        }
        digests.Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void A_writer_is_empty_after_its_digest_was_taken()
    {
        var writer = new DigestWriter();
        writer.Add("some");
        writer.Take();
        writer.Add("other");

        var fresh = new DigestWriter();
        fresh.Add("other");
        writer.Take().Should().Be(fresh.Take());
    }

    static void Add(DigestWriter writer, object part)
    {
        switch (part)
        {
            case long number:
                writer.Add(number);
                break;
            case bool flag:
                writer.Add(flag);
                break;
            case string text:
                writer.Add(text);
                break;
            default:
                writer.Add((ContentHash)part);
                break;
        }
    }
}
