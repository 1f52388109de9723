using System.Runtime.InteropServices;
using System.Text;
using Google.Protobuf;

namespace KoopmanAssert;

/// <summary>Networks of a given shape with random weights, and random images for them.</summary>
internal static class ShapedNetworks
{
    /// <summary>Writes a network by its name, <c>convolution</c> or <c>resnet50</c>, and its images.</summary>
    public static void Write(string name, string model, string images, int count)
    {
        (Builder network, int channels, int size) = name == "resnet50" ? (ResNet50(), 3, 224) : (Convolution(), 1, 64);
        File.WriteAllBytes(model, network.Model.ToByteArray());
        var random = new Random(1);
        float[] pixels = new float[count * channels * size * size];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (float)Normal(random);
        }

        using FileStream file = File.Create(images);
        string header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({count}, {channels}, {size}, {size}), }}";
        header = header.PadRight(117) + "\n"; // 128 with the 10 bytes before it
        file.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0]);
        file.Write(Encoding.ASCII.GetBytes(header));
        file.Write(MemoryMarshal.AsBytes(pixels.AsSpan()));
    }

    /// <summary>Four convolutions that keep 64 × 64 × 16, then a pool and a dense layer.</summary>
    private static Builder Convolution()
    {
        var network = new Builder(1, 64);
        for (int layer = 1; layer <= 4; layer++)
        {
            network.Convolve($"conv{layer}", network.Last, 16, 3).Rectify();
        }

        return network.PoolAndClassify(10);
    }

    /// <summary>The stem and 16 bottleneck modules of ResNet-50 with their normalisation folded into the convolutions.</summary>
    private static Builder ResNet50()
    {
        Builder network = new Builder(3, 224).Convolve("stem", "image", 64, 7, 2).Rectify().MaxPool();
        (int Width, int Count)[] stages = [(64, 3), (128, 4), (256, 6), (512, 3)];
        for (int s = 0; s < stages.Length; s++)
        {
            for (int m = 0; m < stages[s].Count; m++)
            {
                network.Bottleneck($"layer{s + 1}.{m}", stages[s].Width, stride: s > 0 && m == 0 ? 2 : 1, widens: m == 0);
            }
        }

        return network.PoolAndClassify(1000);
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>A network that grows at its last tensor.</summary>
    private sealed class Builder
    {
        private readonly Random _random = new(7);
        private readonly NetworkProto _network = new();
        private readonly Dictionary<string, (int Channels, int Size)> _shapes = [];

        public Builder(int channels, int size)
        {
            _shapes["image"] = (channels, size);
            _network.Input("image", [-1, channels, size, size]);
        }

        public Core.Models.Onnx.ModelProto Model => _network.Model;

        public string Last { get; private set; } = "image";

        public Builder Convolve(string name, string input, int outputs, long kernel, int stride = 1, double gain = 1)
        {
            (int channels, int size) = _shapes[input];
            double deviation = gain * Math.Sqrt(2 / (channels * (double)(kernel * kernel))); // He et al. 2015
            long pad = kernel / 2;
            Weight($"{name}.weight", deviation, outputs, channels, kernel, kernel);
            Weight($"{name}.bias", 0.01, outputs);
            _network.Node(
                "Conv", $"{input} {name}.weight {name}.bias", $"{name}.out", $"/{name}/Conv",
                ("kernel_shape", new[] { kernel, kernel }), ("strides", new long[] { stride, stride }),
                ("pads", new[] { pad, pad, pad, pad }));
            return Next($"{name}.out", outputs, size / stride);
        }

        public Builder Rectify()
        {
            string input = Last;
            _network.Node("Relu", input, $"{input}.relu");
            return Next($"{input}.relu", _shapes[input].Channels, _shapes[input].Size);
        }

        public Builder MaxPool()
        {
            string input = Last;
            _network.Node(
                "MaxPool", input, $"{input}.pool", "/pool/MaxPool",
                ("kernel_shape", new long[] { 3, 3 }), ("strides", new long[] { 2, 2 }), ("pads", new long[] { 1, 1, 1, 1 }));
            return Next($"{input}.pool", _shapes[input].Channels, _shapes[input].Size / 2);
        }

        public void Bottleneck(string name, int width, int stride, bool widens)
        {
            string input = Last;
            Convolve($"{name}.1", input, width, 1).Rectify();
            Convolve($"{name}.2", Last, width, 3, stride).Rectify();
            Convolve($"{name}.3", Last, 4 * width, 1, gain: 0.2); // what training makes of it: smaller than what it is added to
            string body = Last, skip = input;
            if (widens)
            {
                skip = Convolve($"{name}.skip", input, 4 * width, 1, stride).Last;
            }

            _network.Node("Add", $"{body} {skip}", $"{name}.sum", $"/{name}/Add");
            _ = Next($"{name}.sum", 4 * width, _shapes[body].Size).Rectify();
        }

        public Builder PoolAndClassify(int classes)
        {
            int channels = _shapes[Last].Channels;
            Weight("fc.weight", 1 / Math.Sqrt(channels), classes, channels);
            Weight("fc.bias", 0.01, classes);
            _network.Node("GlobalAveragePool", Last, "mean").Node("Flatten", "mean", "features")
                .Node("Gemm", "features fc.weight fc.bias", "scores", "/fc/Gemm", ("transB", 1L)).Output("scores");
            return this;
        }

        private Builder Next(string tensor, int channels, int size)
        {
            _shapes[tensor] = (channels, size);
            Last = tensor;
            return this;
        }

        private void Weight(string name, double deviation, params long[] shape)
        {
            float[] values = new float[shape.Aggregate(1L, (a, b) => a * b)];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = (float)(deviation * Normal(_random));
            }

            _network.Constant(name, shape, values);
        }
    }
}
