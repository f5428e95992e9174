using System.Reflection;
using MergeSdk.Graph;
using MergeSdk.Recipes;
using MergeSdk.Recipes.Arithmetic;
using MergeSdk.Tensors;

namespace MergeSdk.Build.Tests.Graph;

/// <summary>A node's digest says which computation it is: whatever differs in the computation differs in it, and nothing else.</summary>
public class NodeDigestTests
{
    public static TheoryData<string> Methods => [.. MethodExamples.Names];

    public static TheoryData<string> MethodsOfOperands => [.. MethodExamples.Names.Where(name => name != "input")];

    [Fact]
    public void Methods_have_names_of_their_own()
    {
        TestMerge.Methods.Methods.Select(method => method.Name).Should().OnlyHaveUniqueItems().And.HaveCountGreaterThan(20);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_method_is_its_parameters(string method)
    {
        var type = MethodExamples.Find(method).Type;
        const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var fields = new List<FieldInfo>();
        for (var declared = type; declared != typeof(object); declared = declared.BaseType!)
            fields.AddRange(declared.GetFields(Own));

        fields.Should().HaveSameCount(MethodExamples.Find(method).Parameters, "what is not declared as a parameter is in no key");
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Every_parameter_counts(string method)
    {
        var table = new NodeTable();
        var digests = new Dictionary<ContentHash, string> { [MethodExamples.Apply(MethodExamples.Of(method), table).Digest] = "as it is" };
        foreach (var (change, changed) in MethodExamples.Variants(method))
        {
            var digest = MethodExamples.Apply(changed, table).Digest;
            digests.TryAdd(digest, change).Should().BeTrue($"{change} is another computation than {digests[digest]}");
            MethodExamples.Apply(changed, new NodeTable()).Digest.Should().Be(digest);
        }
        digests.Should().HaveCount(1 + MethodExamples.Variants(method).Count());
    }

    [Theory]
    [MemberData(nameof(MethodsOfOperands))]
    public void Operands_and_their_order_count(string name)
    {
        var (table, method) = (new NodeTable(), MethodExamples.Of(name));
        Node[] inputs = [.. Enumerable.Range(0, 3).Select(i => table.Input(i, MethodExamples.Matrix))];
        Node[] nodes =
        [
            table.Add(method, inputs[0], inputs[1]),
            table.Add(method, inputs[1], inputs[0]),
            table.Add(method, inputs[0], inputs[0]),
            table.Add(method, inputs[0], inputs[2]),
            table.Add(method, inputs[0], inputs[1], inputs[2]),
            table.Add(method, inputs[0], table.Add(new Linear([1]), inputs[1])),
            table.Add(method, table.Add(new Linear([1]), inputs[0]), inputs[1]),
            table.Add(method, inputs[0], table.Add(new Linear([2]), inputs[1])),
        ];

        nodes.Select(node => node.Digest).Should().OnlyHaveUniqueItems();
    }

    [Theory]
    [MemberData(nameof(MethodsOfOperands))]
    public void Types_and_shapes_of_inputs_count(string name)
    {
        var matrix = MethodExamples.Matrix;
        TensorType[] types =
        [
            matrix, matrix with { DType = DType.BFloat16 }, matrix with { DType = DType.Float16 }, matrix with { Shape = new TensorShape(6, 4) },
            matrix with { Shape = new TensorShape(24, 1) }, matrix with { Shape = new TensorShape(4, 6, 1) },
        ];

        types.Select(type => MethodExamples.Apply(MethodExamples.Of(name), new NodeTable(), type).Digest).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void Name_version_and_names_of_parameters_count_and_the_name_of_the_class_does_not()
    {
        Method[] different = [new Half(0.5), new HalfOfVersion2(0.5), new HalfOfAnotherName(0.5), new HalfOfAnotherParameter(0.5), new HalfWithout()];

        different.Select(Digest).Should().OnlyHaveUniqueItems();
        Digest(new HalfRenamed(0.5)).Should().Be(Digest(new Half(0.5)));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Equal_nodes_of_a_table_are_one_and_those_of_two_tables_have_one_digest(string method)
    {
        var (table, other) = (new NodeTable(), new NodeTable());
        other.Add(new MagMax(), other.Input(7, MethodExamples.Matrix));

        var node = MethodExamples.Apply(MethodExamples.Of(method), table);
        var count = table.Nodes.Count;

        MethodExamples.Apply(MethodExamples.Of(method), table).Should().BeSameAs(node);
        table.Nodes.Should().HaveCount(count).And.OnlyHaveUniqueItems();
        MethodExamples.Apply(MethodExamples.Of(method), other).Should().NotBeSameAs(node).And.Match<Node>(equal => equal.Digest == node.Digest && equal.Type == node.Type);
    }

    [Theory]
    [MemberData(nameof(MethodsOfOperands))]
    public void A_renumbered_node_does_not_depend_on_what_else_was_read(string name)
    {
        var (method, type) = (MethodExamples.Of(name), MethodExamples.Matrix);
        var table = new NodeTable();
        foreach (var index in (int[])[0, 1, 2, 3, 4, 5])
            table.Input(index, type);
        var plain = MethodExamples.Apply(method, new NodeTable());

        foreach (var (first, second) in ((int, int)[])[(0, 1), (2, 5), (5, 2), (1, 0)])
        {
            var (root, used) = table.Renumber(table.Add(method, table.Input(first, type), table.Input(second, type)));
            root.Digest.Should().Be(plain.Digest);
            used.Should().Equal(first, second);

            // In a table of their own, as keys are made.
            new NodeTable().Renumber(table.Add(method, table.Input(first, type), table.Input(second, type))).Root.Digest.Should().Be(plain.Digest);
        }
        var (twice, once) = table.Renumber(table.Add(method, table.Input(4, type), table.Input(4, type)));
        once.Should().Equal(4);
        twice.Digest.Should().NotBe(plain.Digest);
    }

    [Fact]
    public void What_lies_below_counts_however_deep()
    {
        Node Deep(double weight)
        {
            var table = new NodeTable();
            var node = table.Add(new Linear([weight]), table.Input(0, MethodExamples.Matrix));
            for (var i = 0; i < 10_000; i++)
                node = table.Add(new Add(), node, table.Input(1, MethodExamples.Matrix));
            return node;
        }

        Deep(0.5).Digest.Should().Be(Deep(0.5).Digest);
        Deep(0.5).Digest.Should().NotBe(Deep(Math.BitIncrement(0.5)).Digest);
        Deep(0.5).Depth.Should().Be(10_002);
    }

    [Fact]
    public void A_method_that_keys_would_not_know_whole_is_refused()
    {
        Refusal(typeof(OfUnknownType)).Should().Contain(nameof(OfUnknownType)).And.Contain("System.DateTime has no form in keys");
        Refusal(typeof(OfAnArray)).Should().Contain("System.Double[] has no form in keys");
        Refusal(typeof(OfSomethingHidden)).Should().Contain("the parameter hidden is not a property");
        Refusal(typeof(Unnamed)).Should().Contain("without [Method(name)]");
    }

    static string Refusal(Type method) =>
        ((Action)(() => MethodDescriptor.Of(method))).Should().Throw<NotSupportedException>().Which.Message;

    static ContentHash Digest(Method method) => MethodExamples.Apply(method, new NodeTable()).Digest;

    abstract record Sample : Method
    {
        public override TileOperation CreateOperation(OperationContext context) => throw new NotSupportedException();
    }

    [Method("half")]
    sealed record Half(double Of) : Sample;

    [Method("half", Version = 2)]
    sealed record HalfOfVersion2(double Of) : Sample;

    [Method("haif")]
    sealed record HalfOfAnotherName(double Of) : Sample;

    [Method("half")]
    sealed record HalfOfAnotherParameter(double From) : Sample;

    [Method("half")]
    sealed record HalfWithout : Sample;

    [Method("half")]
    sealed record HalfRenamed(double Of) : Sample;

    [Method("date")]
    sealed record OfUnknownType(DateTime When) : Sample;

    [Method("array")]
    sealed record OfAnArray(double[] Values) : Sample;

    [Method("hidden")]
    sealed record OfSomethingHidden : Sample
    {
        readonly double _hidden;

        public OfSomethingHidden(double hidden) => _hidden = hidden;

        public override string ToString() => $"{_hidden}";
    }

    sealed record Unnamed(double Of) : Sample;
}
