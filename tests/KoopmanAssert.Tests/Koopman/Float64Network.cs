using KoopmanAssert.Core.Koopman;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Models.Onnx;
using MathNet.Numerics.LinearAlgebra.Double;

namespace KoopmanAssert;

/// <summary>
/// The blocks of the two networks of the paper evaluated in float64 from the weights of their ONNX files, as the oracle does it.
/// </summary>
/// <remarks>Plain loops and MathNet only: nothing of what is under test.</remarks>
internal static class Float64Network
{
    public static IReadOnlyList<BlockMap> Fc() =>
    [
        Dense(RepositoryFiles.Fc, 0),
        Dense(RepositoryFiles.Fc, 2),
        Dense(RepositoryFiles.Fc, 4),
        Dense(RepositoryFiles.Fc, 6, relu: false),
    ];

    public static IReadOnlyList<BlockMap> LeNet()
    {
        string model = RepositoryFiles.LeNet;
        return
        [
            Convolution(model, 0, channels: 1, size: 28, padding: 2),
            MaxPool(channels: 6, size: 28),
            Convolution(model, 3, channels: 6, size: 14, padding: 0),
            MaxPool(channels: 16, size: 10),
            Dense(model, 7),
            Dense(model, 9),
            Dense(model, 11, relu: false),
        ];
    }

    /// <summary>relu(W x + b), or without the rectifier.</summary>
    public static BlockMap Dense(DenseMatrix weight, double[] bias, bool relu) => (x, _) =>
    {
        var y = (DenseMatrix)weight.Multiply(x);
        y.MapIndexedInplace((i, _, value) => relu ? Math.Max(value + bias[i], 0) : value + bias[i]);
        return y;
    };

    /// <summary>The weight and the bias of a dense layer.</summary>
    public static (DenseMatrix Weight, double[] Bias) Parameters(string model, int layer)
    {
        (double[] weight, long[] shape) = Weight(model, $"{layer}.weight");
        int rows = (int)shape[0];
        return (DenseMatrix.Create(rows, weight.Length / rows, (i, j) => weight[(i * (weight.Length / rows))
            + j]), Weight(model, $"{layer}.bias").Values);
    }

    private static BlockMap Dense(string model, int layer, bool relu = true)
    {
        (DenseMatrix weight, double[] bias) = Parameters(model, layer);
        return Dense(weight, bias, relu);
    }

    private static (double[] Values, long[] Shape) Weight(string path, string name)
    {
        var model = OnnxModel.Load(path);
        TensorProto tensor = model.Graph.Initializer.Single(t => t.Name == name);
        return (WeightTensor.Read(model, tensor), [.. tensor.Dims]);
    }

    private static BlockMap Convolution(string model, int layer, int channels, int size, int padding)
    {
        (double[] weight, long[] shape) = Weight(model, $"{layer}.weight");
        double[] bias = Weight(model, $"{layer}.bias").Values;
        int kernels = (int)shape[0], side = (int)shape[2], padded = size + (2 * padding), result = padded - side + 1;
        return (x, _) => EachColumn(x, kernels * result * result, (source, target) =>
        {
            double[] image = Pad(source, channels, size, padding);
            for (int k = 0; k < kernels; k++)
            {
                for (int row = 0; row < result; row++)
                {
                    for (int column = 0; column < result; column++)
                    {
                        double sum = bias[k];
                        for (int tap = 0; tap < channels * side * side; tap++)
                        {
                            (int channel, int rest) = Math.DivRem(tap, side * side);
                            (int i, int j) = Math.DivRem(rest, side);
                            sum += weight[(k * channels * side * side) + tap]
                                * image[(((channel * padded) + row + i) * padded) + column + j];
                        }

                        target[(((k * result) + row) * result) + column] = Math.Max(sum, 0);
                    }
                }
            }
        });
    }

    private static BlockMap MaxPool(int channels, int size)
    {
        int half = size / 2;
        return (x, _) => EachColumn(x, channels * half * half, (source, target) =>
        {
            for (int at = 0; at < target.Length; at++)
            {
                (int line, int column) = Math.DivRem(at, half);
                int start = (2 * line * size) + (2 * column);
                target[at] = Math.Max(Math.Max(source[start], source[start + 1]), Math.Max(source[start + size], source[start + size + 1]));
            }
        });
    }

    private static double[] Pad(double[] image, int channels, int size, int padding)
    {
        int padded = size + (2 * padding);
        double[] result = new double[channels * padded * padded];
        for (int line = 0; line < channels * size; line++)
        {
            (int channel, int row) = Math.DivRem(line, size);
            Array.Copy(image, line * size, result, (((channel * padded) + row + padding) * padded) + padding, size);
        }

        return result;
    }

    private static DenseMatrix EachColumn(DenseMatrix x, int rows, Action<double[], double[]> map)
    {
        var y = new DenseMatrix(rows, x.ColumnCount);
        Parallel.For(0, x.ColumnCount, j =>
        {
            double[] target = new double[rows];
            map(x.Values[(j * x.RowCount)..((j + 1) * x.RowCount)], target);
            target.CopyTo(y.Values, j * rows);
        });
        return y;
    }
}
