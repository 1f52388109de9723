using System.IO.Pipes;
using System.Security.Cryptography;
using System.Text;
using FluentAssertions;
using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Koopman;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Tool.Messages;
using MathNet.Numerics.LinearAlgebra.Double;
using Microsoft.ML.OnnxRuntime.Tensors;
using NUnit.Framework;

namespace KoopmanAssert.Tool;

/// <summary>What the tool and its worker say to each other arrives with every bit.</summary>
[TestFixture]
internal sealed class MessageTests
{
    private static IEnumerable<ExecutionProvider?> Providers => ExecutionProvider.All.Prepend<ExecutionProvider?>(null);

    [TestCaseSource(typeof(MadeUpAnalysis), nameof(MadeUpAnalysis.Odd))]
    public void Every_bit_of_a_number_arrives(double value)
    {
        AnalysisMessage sent = MadeUpAnalysis.Create(value, "note");
        AnalysisMessage found = There(sent);

        (BlockCredit a, BlockCredit b) = (sent.Credits.Blocks[0], found.Credits.Blocks[0]);
        Bits(b.Profile!.Gain).Should().Be(Bits(value));
        Bits(b.Profile.Level).Should().Be(Bits(value));
        Bits(b.Profile.Parameters.Weights[0].Norm).Should().Be(Bits(value));
        Bits(b.NoiseFloor!.Value).Should().Be(Bits(value));
        Bits(b.Figures[^1].Value).Should().Be(Bits(value));
        Bits(b.Kernels[0].Spectrum.Tolerance).Should().Be(Bits(value));
        Bits(found.Credits.Network!.Profile.Classes!.Doubt).Should().Be(Bits(value));
        b.SingularValues.Select(Bits).Should().Equal(a.SingularValues.Select(Bits));
        found.Credits.FeatureWeights!.ColumnMajor.Select(Bits).Should().Equal(MadeUpAnalysis.Odd.Select(Bits));
    }

    [Test]
    public void Everything_of_an_analysis_arrives()
    {
        AnalysisMessage sent = MadeUpAnalysis.Create(0.25, "a note");

        AnalysisMessage found = There(sent);

        found.Should().BeEquivalentTo(sent, options => options.ComparingByMembers<AnalysisMessage>().ComparingByMembers<NetworkCredits>()
            .ComparingByMembers<BlockCredit>().ComparingByMembers<NetworkCredit>().ComparingByMembers<KernelCredit>()
            .Excluding(m => m.Credits.FeatureWeights).WithStrictOrdering());
        found.Credits.FeatureWeights!.InputShape.Should().Equal(sent.Credits.FeatureWeights!.InputShape);
        found.Credits.FeatureWeights.Outputs.Should().Be(3);
        BlockCredit block = found.Credits.Blocks[0];
        block.Operator.Should().Be(sent.Credits.Blocks[0].Operator);
        block.Route.Should().Be(KoopmanRoute.Triangle);
        block.Estimate.IsFinite.Should().BeTrue();
        found.Credits.Network!.Profile.Classes!.Predictions.Should().Equal(2, 0, 1);
    }

    [Test]
    public void What_is_not_there_stays_away()
    {
        var estimate = KoopmanEstimate.Impossible(40, 1, KoopmanRoute.Explicit);
        var credits = new NetworkCredits([new BlockCredit("b", 3, 2, estimate, null)], null);

        AnalysisMessage found = There(new AnalysisMessage(new FileIdentity("m", "1"), new FileIdentity("s", "2"), 40, credits, [], []));

        BlockCredit block = found.Credits.Blocks[0];
        block.Estimate.IsFinite.Should().BeFalse();
        block.Unreliable.Should().Be("its inputs or outputs contain NaN or infinity");
        (block.Profile, block.NoiseFloor, block.LogSensitivity, block.LogCredit).Should().Be((null, null, null, null));
        block.Figures.Should().BeEmpty();
        (found.Credits.Network, found.Credits.FeatureWeights).Should().Be((null, null));
    }

    [Test]
    public void Requests_and_answers_arrive([ValueSource(nameof(Providers))] ExecutionProvider? provider)
    {
        var options = new AnalysisOptions
        {
            Threads = 3,
            Memory = 1L << 33,
            MeasureNoise = true,
            Details = (CreditDetails)5,
            Provider = provider,
        };
        var analysis = new AnalysisRequest("m", "s", "{}", options, true, null);
        WorkerRequest.FromFrame(analysis.ToFrame()).Should().Be(analysis);
        var probe = new ProbeRequest("m", null, "{}");
        WorkerRequest.FromFrame(probe.ToFrame()).Should().BeEquivalentTo(probe);
        var stage = new AnalysisProgress("a", 1, 2) { Note = "ü\u0001" };
        There(new ProgressAnswer(stage)).Stage.Should().Be(stage);
        var failure = new FailureMessage(FailureCause.Baseline, "KOOP1002", "f", "p", "w", 3, 4);
        There(new FailureAnswer(failure)).Failure.Should().Be(failure);
        foreach (WorkerAnswer answer in (WorkerAnswer[])[new ProgressAnswer(stage), new FailureAnswer(failure)])
        {
            WorkerAnswer.FromFrame(answer.ToFrame()).Should().Be(answer);
        }

        failure.ToException().Should().BeOfType<BaselineException>().Which.Column.Should().Be(4);
        var sent = new CutTensor("t", TensorElementType.Float16, [3, 4]);
        CutTensor tensor = There(new TensorsAnswer([sent], [], [], [], [])).Tensors.Single();
        (tensor.Name, tensor.Type, tensor.Dimension).Should().Be(("t", TensorElementType.Float16, 12));
    }

    // What the tool reads from a worker that ends at any moment: a whole message, or none, and never half of one.
    [Test]
    public void A_pipe_that_is_cut_anywhere_gives_no_half_message()
    {
        WorkerAnswer[] sent = [new ProgressAnswer(new AnalysisProgress("a", 1, 2)), new AnalysisAnswer(MadeUpAnalysis.Create(), "note")];
        using var pipe = new MemoryStream();
        long[] ends = [.. sent.Select(answer =>
        {
            answer.ToFrame().WriteTo(pipe.Write);
            return pipe.Length;
        })];
        for (int cut = 0; cut <= pipe.Length; cut++)
        {
            using var rest = new CutPipe(pipe.ToArray()[..cut]);
            int read = 0;
            FluentActions.Invoking(() =>
            {
                while (true)
                {
                    WorkerAnswer.FromFrame(MessageFrame.ReadFrom(rest));
                    read++;
                }
            }).Should().Throw<EndOfStreamException>();
            read.Should().Be(ends.Count(end => end <= cut), "of {0} bytes", cut);
        }
    }

    // The seal is a hash that anybody can compute.
    [TestCase(16, int.MaxValue)]
    [TestCase(16, 1 << 28)]
    [TestCase(12, int.MaxValue)]
    public void A_file_that_claims_more_than_it_holds_takes_no_memory(int place, int claimed)
    {
        using var file = new MemoryStream();
        SealedMessage.Write("label", MadeUpAnalysis.Create(), file.Write);
        byte[] content = file.ToArray()[SHA256.HashSizeInBytes..];
        BitConverter.TryWriteBytes(content.AsSpan(place), claimed);
        byte[] hostile = [.. SHA256.HashData([.. "label\0"u8, .. content]), .. content];
        SealedMessage.IsSealed("label", hostile).Should().BeTrue();
        long before = GC.GetAllocatedBytesForCurrentThread();

        FluentActions.Invoking(() => SealedMessage.Read<AnalysisMessage>("label", hostile)).Should().Throw<InvalidDataException>();

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(1 << 20);
    }

    // Nor does a process, whose output may be that of any library.
    [TestCase(12, int.MaxValue)]
    [TestCase(16, int.MaxValue)]
    [TestCase(20, int.MaxValue)]
    [TestCase(20, (1 << 28) - 1)]
    public void A_process_that_claims_more_than_it_writes_takes_little_memory(int place, int claimed)
    {
        byte[] content = new byte[52];
        using var pipe = new MemoryStream();
        MessageSerializer.Write(new PackedMatrix(1, 1, [1])).WriteTo(pipe.Write);
        pipe.ToArray()[..24].CopyTo(content, 0);
        BitConverter.TryWriteBytes(content.AsSpan(place), claimed);
        long before = GC.GetAllocatedBytesForCurrentThread();

        FluentActions.Invoking(() => MessageFrame.ReadFrom(new CutPipe(content))).Should().Throw<Exception>()
            .Which.Should().Match<Exception>(e => e is EndOfStreamException || e is InvalidDataException);

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(1 << 26);
    }

    // Each of them was read, and failed where it was used: after the cache, whose wrong entries are to be computed again.
    [TestCase("\"AAAA", "\"A-AA", TestName = "A_sketch_that_is_no_base64")]
    [TestCase("\"AAAA", "\"", TestName = "A_sketch_that_is_too_short")]
    [TestCase("[[1,0,2,0.1]", "[[99,0,2,0.1]", TestName = "A_figure_of_no_kind")]
    [TestCase("\"Model\":{\"Path\":\"m\"", "\"Model\":{\"Path\":null", TestName = "A_path_that_is_null")]
    [TestCase("\"SampleFaults\":[\"a fault\"]", "\"SampleFaults\":[null]", TestName = "A_text_of_a_list_that_is_null")]
    [TestCase("\"Blocks\":[", "\"Blocks\":[null,", TestName = "A_block_that_is_null")]
    [TestCase("[[4,3,2],0.5", "null,[[4,3,2],0.5", TestName = "A_weight_that_is_null")]
    [TestCase(
        ",\"Profile\":{\"SingularValues\":[4,2],\"Half\":1,\"Classes\":[[2,0,1],[5,3],0.5],"
            + "\"OfLabels\":[],\"Outputs\":null,\"OutputNames\":[]}",
        "",
        TestName = "A_network_without_a_profile")]
    public void An_analysis_that_nothing_can_use_is_no_message(string part, string otherPart) =>
        Changed(MadeUpAnalysis.Create(), part, otherPart).Should().Throw<InvalidDataException>();

    [Test]
    public void An_analysis_with_two_blocks_of_one_name_is_no_message()
    {
        AnalysisMessage sent = MadeUpAnalysis.Create();
        BlockCredit block = sent.Credits.Blocks[0];
        sent = sent with { Credits = sent.Credits with { Blocks = [block, block] } };

        FluentActions.Invoking(() => There(sent)).Should().Throw<InvalidDataException>();
    }

    // A matrix of 1 by 1, and the inner products of 2 snapshots of dimension 5.
    [TestCase("\"Rows\":1", "\"Rows\":-1")]
    [TestCase("\"Rows\":1", "\"Rows\":2147483647")]
    [TestCase("\"Snapshots\":2", "\"Snapshots\":-2")]
    [TestCase("\"Snapshots\":2", "\"Snapshots\":3")]
    [TestCase("\"Snapshots\":2", "\"Snapshots\":2147483647")]
    [TestCase("\"Dimension\":5", "\"Dimension\":-5")]
    [TestCase("\"Dimension\":5", "\"Dimension\":1")]
    public void A_cut_with_another_number_of_values_is_no_message(string part, string otherPart)
    {
        var products = InnerProducts.Create(new DenseMatrix(2, 2, [2, 1, 1, 2]), 5);
        var cut = CutMessage.Create(new CutStatistics(new SnapshotSums(products, null, new DenseMatrix(1, 1, [1]), 0.5), null));

        Changed(cut, part, otherPart).Should().Throw<InvalidDataException>();
    }

    [Test]
    public void A_request_with_an_option_out_of_its_range_is_no_message()
    {
        var request = new AnalysisRequest("m", "s", "{}", new AnalysisOptions { Threads = 3, Memory = 1 << 20 }, false, null);

        Changed(request, ",3,1048576,", ",0,1048576,").Should().Throw<InvalidDataException>();
        Changed(request, ",3,1048576,", ",3,1,").Should().Throw<InvalidDataException>();
    }

    [Test]
    public void What_is_no_message_is_recognised()
    {
        FluentActions.Invoking(() => MessageFrame.ReadFrom(new MemoryStream())).Should().Throw<EndOfStreamException>();
        FluentActions.Invoking(() => MessageFrame.ReadFrom(new MemoryStream("a line that some library prints"u8.ToArray()))).Should()
            .Throw<InvalidDataException>();
        MessageFrame other = MessageSerializer.Write(new PackedMatrix(1, 1, [1]));
        FluentActions.Invoking(() => MessageSerializer.Read<AnalysisMessage>(other)).Should().Throw<InvalidDataException>();
    }

    // As large as the weights of features may get; through a pipe, as from a worker.
    [Test]
    [Category("Slow")]
    public void An_array_of_2_to_the_26_arrives()
    {
        double[] values = new double[1 << 26];
        (values[0], values[^1]) = (1, -0.0);
        using var writing = new AnonymousPipeServerStream(PipeDirection.Out);
        using var reading = new AnonymousPipeClientStream(PipeDirection.In, writing.ClientSafePipeHandle);
        var sending = Task.Run(() => MessageSerializer.Write(new PackedMatrix(1 << 13, 1 << 13, values)).WriteTo(writing.Write));

        PackedMatrix found = MessageSerializer.Read<PackedMatrix>(MessageFrame.ReadFrom(reading));

        sending.Wait();
        found.Values.AsSpan().SequenceEqual(values).Should().BeTrue();
        double.IsNegative(found.Values[^1]).Should().BeTrue();
    }

    /// <summary>The length of a message in a file, behind its hash.</summary>
    public static long SealedLength<T>(T message) => MessageSerializer.Write(message).Length + SHA256.HashSizeInBytes;

    /// <summary>Reads a message in whose JSON something is changed.</summary>
    private static Func<T> Changed<T>(T message, string part, string otherPart)
    {
        MessageFrame sent = MessageSerializer.Write(message);
        string json = Encoding.UTF8.GetString(sent.Json.Span);
        json.Should().Contain(part);
        byte[] changed = Encoding.UTF8.GetBytes(json.Replace(part, otherPart, StringComparison.Ordinal));
        return () => MessageSerializer.Read<T>(new MessageFrame(sent.Type, changed, sent.Arrays));
    }

    private static T There<T>(T message)
    {
        using var stream = new MemoryStream();
        MessageSerializer.Write(message).WriteTo(stream.Write);
        stream.Position = 0;
        T found = MessageSerializer.Read<T>(MessageFrame.ReadFrom(stream));
        stream.Position.Should().Be(stream.Length);
        return found;
    }

    // Like the pipe of a process, it does not say how much will come.
    private sealed class CutPipe(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }

    private static long Bits(double value) => BitConverter.DoubleToInt64Bits(value);
}
