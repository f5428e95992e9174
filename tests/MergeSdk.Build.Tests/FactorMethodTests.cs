using MergeSdk.Compute.LinearAlgebra;
using MergeSdk.Graph.Matrices;
using MergeSdk.Recipes;
using MergeSdk.TestModels;
using static MergeSdk.Build.Tests.PlainAlgebra;

namespace MergeSdk.Build.Tests;

/// <summary>RegMean, TSV-Merge and Iso-C against plain float64 loops, and what else must be true of them.</summary>
public class FactorMethodTests
{
    public static TheoryData<int, int, string> Cases
    {
        get
        {
            var cases = new TheoryData<int, int, string>();
            foreach (var (rows, columns) in new[] { (24, 24), (90, 17), (13, 70), (1, 40), (40, 1), (97, 131) })
            {
                foreach (var donors in new[] { "full", "one", "zero", "thin", "twins", "zeros" })
                    cases.Add(rows, columns, donors);
            }
            return cases;
        }
    }

    /// <summary>Those whose matrices have a singular value for every task; of others the recipe takes the mean instead.</summary>
    public static TheoryData<int, int, string> FittingCases
    {
        get
        {
            var cases = new TheoryData<int, int, string>();
            foreach (var values in Cases.Where(values => Math.Min((int)values[0], (int)values[1]) >= Tasks((int)values[0], (int)values[1], (string)values[2]).Length))
                cases.Add((int)values[0], (int)values[1], (string)values[2]);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void RegMean_is_the_formula(int rows, int columns, string donors)
    {
        var tasks = Tasks(rows, columns, donors);
        const double C = 1e-3;

        var actual = Merge(TestMerge.RegMean(C, Operands(tasks)), tasks);

        var (left, right) = NormalEquations(tasks, C);
        Close(actual, Dot(right, right) == 0 ? Make(rows, columns, (_, _) => 0) : Multiply(left, Invert(right)));
    }

    [Theory]
    [MemberData(nameof(FittingCases))]
    public void TsvMerge_is_the_formula(int rows, int columns, string donors)
    {
        var tasks = Tasks(rows, columns, donors);

        var actual = Merge(new TsvMerge().Of(Operands(tasks)), tasks);

        var triples = tasks.Select(Svd).ToList();
        var kept = Math.Min(rows, columns) / tasks.Length;
        var columnsOf = triples.SelectMany((triple, task) => Enumerable.Range(0, Math.Min(kept, triple.Sigma.Length)).Select(i => (task, i))).ToList();
        var u = Polar(Make(rows, columnsOf.Count, (i, j) => triples[columnsOf[j].task].U[i, columnsOf[j].i]));
        var v = Polar(Make(columns, columnsOf.Count, (i, j) => triples[columnsOf[j].task].V[i, columnsOf[j].i]));
        var scaled = Make(rows, columnsOf.Count, (i, j) => u[i, j] * triples[columnsOf[j].task].Sigma[columnsOf[j].i]);
        Close(actual, Multiply(scaled, Transpose(v)));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void IsoC_is_the_formula(int rows, int columns, string donors)
    {
        var tasks = Tasks(rows, columns, donors);

        var actual = Merge(new IsoC().Of(TestMerge.Sum(Operands(tasks))), tasks);

        var (u, sigma, v) = Svd(tasks.Aggregate((a, b) => Add(a, b)));
        var mean = sigma.DefaultIfEmpty(0).Average();
        Close(actual, Multiply(Make(rows, sigma.Length, (i, j) => u[i, j] * mean), Transpose(v)));
    }

    [Theory]
    [InlineData(12, 20)]
    [InlineData(20, 12)]
    public void RegMean_is_not_beaten_by_gradient_descent_on_its_objective(int rows, int columns)
    {
        var tasks = Tasks(rows, columns, "full");
        const double C = 1e-2;
        var (left, right) = NormalEquations(tasks, C);
        var sum = tasks.Aggregate((a, b) => Add(a, b));
        var lambda = C * tasks.Length / columns;

        var closed = Merge(TestMerge.RegMean(C, Operands(tasks)), tasks);

        // From the sum of the task vectors, with the longest step that is safe: the largest eigenvalue is at most the trace.
        var step = 1 / Enumerable.Range(0, columns).Sum(i => right[i, i]);
        var descended = sum;
        var first = Objective(sum);
        for (var i = 0; i < 20_000; i++)
            descended = Add(descended, Add(Multiply(descended, right), left, -1), -step);
        Objective(descended).Should().BeLessThan(first, "it does descend");
        Objective(closed).Should().BeLessThanOrEqualTo(Objective(descended) * (1 + 1e-9));
        Close(closed, descended);

        double Objective(double[,] merged) => tasks.Sum(task =>
        {
            var interference = Multiply(Add(merged, task, -1), Transpose(task));
            return Dot(interference, interference) / Dot(task, task);
        }) + (lambda * Dot(Add(merged, sum, -1), Add(merged, sum, -1)));
    }

    [Theory]
    [InlineData(160, 160, 100)]
    [InlineData(300, 70, 70)]
    [InlineData(70, 300, 70)]
    public void Eigenvectors_are_orthonormal_and_diagonalize(int rows, int columns, int rank)
    {
        var random = new Random(3);
        var factor = Make(rows, rank, (_, _) => random.NextDouble() - 0.5);
        var low = Multiply(factor, Make(rank, columns, (_, _) => random.NextDouble() - 0.5));

        var (u, sigma, v) = Spectrum.Largest(Matrix.Of([.. low.Cast<double>()], rows, columns), int.MaxValue, Serial);

        sigma.Should().HaveCount(Math.Min(rank, Math.Min(rows, columns))).And.BeInDescendingOrder();
        var (left, right) = (Plain(u), Plain(v));
        Largest(Add(Multiply(right, Transpose(right)), Make(sigma.Length, sigma.Length, (i, j) => i == j ? 1 : 0), -1)).Should().BeLessThan(1e-9);
        Largest(Add(Multiply(left, Transpose(left)), Make(sigma.Length, sigma.Length, (i, j) => i == j ? 1 : 0), -1)).Should().BeLessThan(1e-9);
        Largest(Add(Multiply(Transpose(Make(sigma.Length, rows, (i, j) => left[i, j] * sigma[i])), right), low, -1)).Should().BeLessThan(1e-9);
    }

    [Fact]
    public void Products_are_the_loops_for_all_shapes()
    {
        var random = new Random(4);
        foreach (var (rows, depth, columns) in new[] { (1, 1, 1), (5, 3, 13), (131, 257, 386), (200, 600, 12), (3, 0, 4) })
        {
            var (a, b) = (Make(rows, depth, (_, _) => random.NextDouble() - 0.5), Make(depth, columns, (_, _) => random.NextDouble() - 0.5));
            var expected = Multiply(a, b);
            var (first, second) = (Matrix.Of([.. a.Cast<double>()], rows, depth), Matrix.Of([.. b.Cast<double>()], depth, columns));
            var (firstTransposed, secondTransposed) = (Matrix.Of([.. Transpose(a).Cast<double>()], depth, rows), Matrix.Of([.. Transpose(b).Cast<double>()], columns, depth));

            Largest(Add(Plain(Product.Of(first, second, Serial)), expected, -1)).Should().BeLessThan(1e-12);
            Largest(Add(Plain(Product.Of(firstTransposed.Transposed, secondTransposed.Transposed, Serial)), expected, -1)).Should().BeLessThan(1e-12);
            Largest(Add(Plain(Product.Gram(second, Serial)), Multiply(Transpose(b), b), -1)).Should().BeLessThan(1e-12);
        }
    }

    [Fact]
    public void The_number_of_threads_changes_no_bit()
    {
        var tasks = Tasks(300, 410, "full");
        foreach (var (name, method) in Methods(tasks))
        {
            var single = Merge(method, tasks, workers: 1);
            Merge(method, tasks, workers: 8).Cast<double>().Should().Equal(single.Cast<double>(), name);
        }
    }

    [Fact]
    public void Extreme_values_stay_finite()
    {
        foreach (var scale in new[] { 1e-44, 1e-30, 1e18, 1e37 })
        {
            double[][,] tasks = [.. Tasks(9, 14, "full").Select(task => Make(9, 14, (i, j) => (float)(task[i, j] * scale)))];
            foreach (var (name, method) in Methods(tasks))
                Merge(method, tasks).Cast<double>().Should().OnlyContain(value => double.IsFinite(value), $"{name} at {scale}");
        }
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void What_is_not_finite_is_an_error_that_names_the_tensor(double value)
    {
        var tasks = Tasks(9, 14, "full");
        tasks[1][3, 5] = value;
        foreach (var (name, method) in Methods(tasks))
        {
            method.Invoking(sketch => Merge(sketch, tasks)).Should().Throw<MergeException>(name)
                .Which.Diagnostics.Should().ContainSingle().Which.ToString().Should().Contain("MERGE4007").And.Contain("infinities or NaN in the tensor x");
        }
    }

    [Fact]
    public void All_singular_values_of_IsoC_are_their_mean()
    {
        var tasks = Tasks(40, 90, "full");

        var (_, sigma, _) = Svd(Merge(Methods(tasks)[2].Method, tasks));

        var mean = Svd(tasks.Aggregate((a, b) => Add(a, b))).Sigma.Average();
        sigma.Should().HaveCount(40).And.OnlyContain(value => Math.Abs(value - mean) < 1e-6 * mean);
    }

    static (string Name, Sketch Method)[] Methods(double[][,] tasks) =>
    [
        ("RegMean", TestMerge.RegMean(1e-3, Operands(tasks))),
        ("TsvMerge", new TsvMerge().Of(Operands(tasks))),
        ("IsoC", new IsoC().Of(TestMerge.Sum(Operands(tasks)))),
    ];

    static void Serial(int count, Action<int> action)
    {
        for (var i = 0; i < count; i++)
            action(i);
    }

    static double[,] Plain(Matrix matrix) => Make(matrix.Rows, matrix.Columns, (i, j) => matrix[i, j]);

    static double Largest(double[,] matrix) => matrix.Cast<double>().Select(Math.Abs).DefaultIfEmpty(0).Max();

    static (double[,] Left, double[,] Right) NormalEquations(double[][,] tasks, double c)
    {
        var (rows, n) = (tasks[0].GetLength(0), tasks[0].GetLength(1));
        var (left, right) = (Make(rows, n, (_, _) => 0), Make(n, n, (_, _) => 0));
        foreach (var task in tasks.Where(task => Dot(task, task) > 0))
        {
            var gram = Multiply(Transpose(task), task);
            right = Add(right, gram, 1 / Dot(task, task));
            left = Add(left, Multiply(task, gram), 1 / Dot(task, task));
        }
        var lambda = c * Enumerable.Range(0, n).Sum(i => right[i, i]) / n;
        return (Add(left, tasks.Aggregate((a, b) => Add(a, b)), lambda), Make(n, n, (i, j) => right[i, j] + (i == j ? lambda : 0)));
    }

    static double[][,] Tasks(int rows, int columns, string donors)
    {
        var random = new Random((rows * 1000) + columns);
        return donors switch
        {
            "one" => [Full()],
            "zero" => [Full(), Zeros(), Full()],
            "zeros" => [Zeros(), Zeros()],
            "thin" => [Thin(), Thin(), Thin()],
            "twins" => Twins(Full()),
            _ => [Full(), Full(), Full()],
        };

        double[,] Full() => Singles(Make(rows, columns, (_, _) => random.NextDouble() - 0.5));
        double[,] Zeros() => Make(rows, columns, (_, _) => 0);
        double[][,] Twins(double[,] task) => [task, task];

        // Rank 2 of small integers, so that float32 holds it exactly.
        double[,] Thin() => Multiply(Make(rows, 2, (_, _) => random.Next(-9, 10)), Make(2, columns, (_, _) => random.Next(-9, 10)));
    }

    static double[,] Singles(double[,] matrix) => Make(matrix.GetLength(0), matrix.GetLength(1), (i, j) => (float)matrix[i, j]);

    static Sketch[] Operands(double[][,] tasks) => [.. tasks.Select((_, i) => Sketch.Input(i))];

    static double[,] Merge(Sketch sketch, double[][,] tasks, int workers = 2)
    {
        using var merge = new TestMerge { Workers = workers };
        var (rows, columns) = (tasks[0].GetLength(0), tasks[0].GetLength(1));
        for (var i = 0; i < tasks.Length; i++)
        {
            float[] values = [.. tasks[i].Cast<double>().Select(value => (float)value)];
            merge.Model($"task{i}", new Dictionary<string, PlainTensor> { ["x"] = PlainTensor.F32([rows, columns], values) });
        }
        merge.Run(sketch);
        return Of(merge.Result()["x"].ToDoubles(), columns);
    }

    static void Close(double[,] actual, double[,] expected) =>
        Largest(Add(actual, expected, -1)).Should().BeLessThanOrEqualTo(1e-6 * Math.Max(1e-3, Largest(expected)));
}
