using System.Runtime.CompilerServices;

namespace KoopmanAssert.Core.Numerics;

/// <inheritdoc/>
/// <remarks>This part: sums, updates and rotations of whole columns of any length.</remarks>
internal sealed unsafe partial class VectorKernels<TLanes>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override double Dot(double* x, double* y, int count)
    {
        TLanes a = default, b = default, c = default, d = default;
        int i = 0;
        for (; i <= count - (4 * Panel); i += 4 * Panel)
        {
            a = TLanes.MultiplyAdd(TLanes.Load(x + i), TLanes.Load(y + i), a);
            b = TLanes.MultiplyAdd(TLanes.Load(x + i + Panel), TLanes.Load(y + i + Panel), b);
            c = TLanes.MultiplyAdd(TLanes.Load(x + i + (2 * Panel)), TLanes.Load(y + i + (2 * Panel)), c);
            d = TLanes.MultiplyAdd(TLanes.Load(x + i + (3 * Panel)), TLanes.Load(y + i + (3 * Panel)), d);
        }

        for (; i <= count - Panel; i += Panel)
        {
            a = TLanes.MultiplyAdd(TLanes.Load(x + i), TLanes.Load(y + i), a);
        }

        double sum = TLanes.Sum(TLanes.Add(TLanes.Add(a, b), TLanes.Add(c, d)));
        for (; i < count; i++)
        {
            sum = Math.FusedMultiplyAdd(x[i], y[i], sum);
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void SubtractFromRows(double* mean, double* panel, int depth)
    {
        TLanes minus = TLanes.Broadcast(-1);
        for (int k = 0; k < depth; k++, panel += Panel)
        {
            TLanes.MultiplyAdd(minus, TLanes.Broadcast(mean[k]), TLanes.Load(panel)).Store(panel);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void AddScaled(double factor, double* x, double* y, int count)
    {
        TLanes all = TLanes.Broadcast(factor);
        int i = 0;
        for (; i <= count - Panel; i += Panel)
        {
            TLanes.MultiplyAdd(all, TLanes.Load(x + i), TLanes.Load(y + i)).Store(y + i);
        }

        for (; i < count; i++)
        {
            y[i] = Math.FusedMultiplyAdd(factor, x[i], y[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Rotate(double* x, double* y, double cosine, double sine, int count)
    {
        TLanes c = TLanes.Broadcast(cosine), s = TLanes.Broadcast(sine), negative = TLanes.Broadcast(-sine);
        int i = 0;
        for (; i <= count - Panel; i += Panel)
        {
            TLanes a = TLanes.Load(x + i), b = TLanes.Load(y + i);
            TLanes.MultiplyAdd(negative, b, TLanes.Multiply(c, a)).Store(x + i);
            TLanes.MultiplyAdd(s, a, TLanes.Multiply(c, b)).Store(y + i);
        }

        for (; i < count; i++)
        {
            double a = x[i], b = y[i];
            x[i] = Math.FusedMultiplyAdd(-sine, b, cosine * a);
            y[i] = Math.FusedMultiplyAdd(sine, a, cosine * b);
        }
    }
}
