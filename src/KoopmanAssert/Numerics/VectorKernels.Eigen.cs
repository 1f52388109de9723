using System.Runtime.CompilerServices;

namespace KoopmanAssert.Core.Numerics;

/// <inheritdoc/>
/// <remarks>This part: the loops of the symmetric eigenproblem.</remarks>
internal sealed unsafe partial class VectorKernels<TLanes>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void UpdateAndMultiply(double* columns, nint stride, RankTwoVectors work, int offset, int blocks)
    {
        double* v = work.V, w = work.W, u = work.U, p = work.P;
        double* a = columns, b = columns + stride, c = b + stride, d = c + stride;
        TLanes va = TLanes.Broadcast(-v[offset]), wa = TLanes.Broadcast(-w[offset]), ua = TLanes.Broadcast(u[offset]);
        TLanes vb = TLanes.Broadcast(-v[offset + 1]), wb = TLanes.Broadcast(-w[offset + 1]), ub = TLanes.Broadcast(u[offset + 1]);
        TLanes vc = TLanes.Broadcast(-v[offset + 2]), wc = TLanes.Broadcast(-w[offset + 2]), uc = TLanes.Broadcast(u[offset + 2]);
        TLanes vd = TLanes.Broadcast(-v[offset + 3]), wd = TLanes.Broadcast(-w[offset + 3]), ud = TLanes.Broadcast(u[offset + 3]);
        TLanes sumA = default, sumB = default, sumC = default, sumD = default;
        for (nint i = 0; i < Panel * blocks; i += Panel)
        {
            TLanes vi = TLanes.Load(v + i), wi = TLanes.Load(w + i), ui = TLanes.Load(u + i), pi = TLanes.Load(p + i);
            // The diagonal block is stored whole, so its transpose must not be added again: its sums are discarded.
            if (i == Panel)
            {
                sumA = sumB = sumC = sumD = default;
            }

            Update(a + i, vi, wi, ui, va, wa, ua, ref pi, ref sumA);
            Update(b + i, vi, wi, ui, vb, wb, ub, ref pi, ref sumB);
            Update(c + i, vi, wi, ui, vc, wc, uc, ref pi, ref sumC);
            Update(d + i, vi, wi, ui, vd, wd, ud, ref pi, ref sumD);
            pi.Store(p + i);
        }

        if (blocks == 1)
        {
            return;
        }

        p[offset] += TLanes.Sum(sumA);
        p[offset + 1] += TLanes.Sum(sumB);
        p[offset + 2] += TLanes.Sum(sumC);
        p[offset + 3] += TLanes.Sum(sumD);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override SecularSum SecularSum(double* poles, double* z, int count, double origin, double tau)
    {
        TLanes start = TLanes.Broadcast(-origin), shift = TLanes.Broadcast(-tau), value = default, slope = default;
        int i = 0;
        for (; i <= count - Panel; i += Panel)
        {
            TLanes entry = TLanes.Load(z + i);
            TLanes quotient = TLanes.Divide(entry, TLanes.Add(TLanes.Add(TLanes.Load(poles + i), start), shift));
            value = TLanes.MultiplyAdd(entry, quotient, value);
            slope = TLanes.MultiplyAdd(quotient, quotient, slope);
        }

        double sum = TLanes.Sum(value), derivative = TLanes.Sum(slope);
        for (; i < count; i++)
        {
            double quotient = z[i] / (poles[i] - origin - tau);
            sum = Math.FusedMultiplyAdd(z[i], quotient, sum);
            derivative = Math.FusedMultiplyAdd(quotient, quotient, derivative);
        }

        return new(sum, derivative);
    }

    /// <summary>a −= v·w_j + w·v_j (signs are in the factors), p += a·u_j, sum += a·u, for eight rows of column j.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Update(
        double* column, TLanes v, TLanes w, TLanes u, TLanes vj, TLanes wj, TLanes uj, ref TLanes p, ref TLanes sum)
    {
        TLanes a = TLanes.MultiplyAdd(w, vj, TLanes.MultiplyAdd(v, wj, TLanes.Load(column)));
        a.Store(column);
        p = TLanes.MultiplyAdd(a, uj, p);
        sum = TLanes.MultiplyAdd(a, u, sum);
    }
}
