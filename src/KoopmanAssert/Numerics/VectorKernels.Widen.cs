using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace KoopmanAssert.Core.Numerics;

/// <inheritdoc/>
/// <remarks>This part: packing float32 rows. Values are converted exactly, so every instruction set gives the same bits.</remarks>
internal sealed unsafe partial class VectorKernels<TLanes>
{
    /// <summary>The float32 values of a cache line.</summary>
    private const int Line = 16;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void AddRows(ReadOnlySpan<nint> rows, int depth, double* sum)
    {
        int k = 0;
        if (Avx.IsSupported && rows.Length == Panel)
        {
            float* a = (float*)rows[0], b = (float*)rows[1], c = (float*)rows[2], d = (float*)rows[3];
            float* e = (float*)rows[4], f = (float*)rows[5], g = (float*)rows[6], h = (float*)rows[7];
            nint next = Panel * (nint)(b - a); // rows mostly lie one after the other; where they do not, this fetches some other line
            for (; k + Line <= depth; k += Line)
            {
                Prefetch(a + k + next, b + k + next, c + k + next, d + k + next);
                Prefetch(e + k + next, f + k + next, g + k + next, h + k + next);
                for (int i = k; i < k + Line; i += 8)
                {
                    AddEight(a + i, b + i, c + i, d + i, e + i, f + i, g + i, h + i, sum + i);
                }
            }
        }

        foreach (nint row in rows)
        {
            for (int i = k; i < depth; i++)
            {
                sum[i] += ((float*)row)[i];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Widen(ReadOnlySpan<nint> rows, int depth, double* panel, double* mean)
    {
        float* a = (float*)rows[0], b = (float*)rows[1], c = (float*)rows[2], d = (float*)rows[3];
        float* e = (float*)rows[4], f = (float*)rows[5], g = (float*)rows[6], h = (float*)rows[7];
        int k = 0;
        if (TLanes.FitsWideTile && Avx512F.IsSupported)
        {
            for (; k + 8 <= depth; k += 8, panel += 8 * Panel)
            {
                Vector512<double> m = mean is null ? default : Vector512.Load(mean + k);
                WidenEight(
                    Wide(a + k) - m,
                    Wide(b + k) - m,
                    Wide(c + k) - m,
                    Wide(d + k) - m,
                    Wide(e + k) - m,
                    Wide(f + k) - m,
                    Wide(g + k) - m,
                    Wide(h + k) - m,
                    panel);
            }
        }
        else if (Avx.IsSupported)
        {
            for (; k + 8 <= depth; k += 8, panel += 8 * Panel)
            {
                double* means = mean is null ? null : mean + k;
                WidenFour(Vector256.Load(a + k), Vector256.Load(b + k), Vector256.Load(c + k), Vector256.Load(d + k), panel, means);
                WidenFour(Vector256.Load(e + k), Vector256.Load(f + k), Vector256.Load(g + k), Vector256.Load(h + k), panel + 4, means);
            }
        }

        for (; k < depth; k++)
        {
            for (int r = 0; r < Panel; r++, panel++)
            {
                *panel = ((float*)rows[r])[k] - (mean is null ? 0 : mean[k]);
            }
        }
    }

    /// <summary>Writes entry i of four rows of eight, as float64 and less its mean, to the four entries at 8i.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WidenFour(
        Vector256<float> x, Vector256<float> y, Vector256<float> z, Vector256<float> w, double* panel, double* mean)
    {
        Vector256<float> lowXY = Avx.UnpackLow(x, y), highXY = Avx.UnpackHigh(x, y);
        Vector256<float> lowZW = Avx.UnpackLow(z, w), highZW = Avx.UnpackHigh(z, w);
        StoreWide(Avx.Shuffle(lowXY, lowZW, 0x44), panel, mean, 0);
        StoreWide(Avx.Shuffle(lowXY, lowZW, 0xEE), panel, mean, 1);
        StoreWide(Avx.Shuffle(highXY, highZW, 0x44), panel, mean, 2);
        StoreWide(Avx.Shuffle(highXY, highZW, 0xEE), panel, mean, 3);
    }

    /// <summary>Writes entry i of the four rows, in the lower half, and entry i + 4, in the upper half, less their means.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreWide(Vector256<float> entries, double* panel, double* mean, int i)
    {
        Vector256<double> low = Avx.ConvertToVector256Double(entries.GetLower()), high = Avx.ConvertToVector256Double(entries.GetUpper());
        if (mean is not null)
        {
            (low, high) = (low - Vector256.Create(mean[i]), high - Vector256.Create(mean[i + 4]));
        }

        low.Store(panel + (i * Panel));
        high.Store(panel + ((i + 4) * Panel));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch(float* a, float* b, float* c, float* d)
    {
        Sse.Prefetch0(a);
        Sse.Prefetch0(b);
        Sse.Prefetch0(c);
        Sse.Prefetch0(d);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddEight(float* a, float* b, float* c, float* d, float* e, float* f, float* g, float* h, double* sum)
    {
        if (TLanes.FitsWideTile && Avx512F.IsSupported)
        {
            (Vector512.Load(sum) + Wide(a) + Wide(b) + Wide(c) + Wide(d) + Wide(e) + Wide(f) + Wide(g) + Wide(h)).Store(sum);
            return;
        }

        for (int half = 0; half < 8; half += 4)
        {
            (Vector256.Load(sum + half) + Four(a + half) + Four(b + half) + Four(c + half) + Four(d + half) + Four(e + half)
                + Four(f + half) + Four(g + half) + Four(h + half)).Store(sum + half);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Four(float* row) => Avx.ConvertToVector256Double(Vector128.Load(row));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Wide(float* row) => Avx512F.ConvertToVector512Double(Vector256.Load(row));

    /// <summary>Writes entry i of eight rows of eight to the eight entries at 8i.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WidenEight(
        Vector512<double> a,
        Vector512<double> b,
        Vector512<double> c,
        Vector512<double> d,
        Vector512<double> e,
        Vector512<double> f,
        Vector512<double> g,
        Vector512<double> h,
        double* panel)
    {
        StoreSecond(Avx512F.UnpackLow(a, b), Avx512F.UnpackLow(c, d), Avx512F.UnpackLow(e, f), Avx512F.UnpackLow(g, h), panel);
        StoreSecond(
            Avx512F.UnpackHigh(a, b), Avx512F.UnpackHigh(c, d), Avx512F.UnpackHigh(e, f), Avx512F.UnpackHigh(g, h), panel + Panel);
    }

    /// <summary>Writes every second entry of the eight rows: lane i of each pair of rows holds its entries 2i, or 2i + 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreSecond(
        Vector512<double> ab, Vector512<double> cd, Vector512<double> ef, Vector512<double> gh, double* panel)
    {
        const byte Even = 0x88, Odd = 0xDD; // lanes 0 and 2, or 1 and 3, of both operands
        Vector512<double> first = Avx512F.Shuffle4x128(ab, cd, Even), last = Avx512F.Shuffle4x128(ef, gh, Even);
        Avx512F.Shuffle4x128(first, last, Even).Store(panel);
        Avx512F.Shuffle4x128(first, last, Odd).Store(panel + (4 * Panel));
        (first, last) = (Avx512F.Shuffle4x128(ab, cd, Odd), Avx512F.Shuffle4x128(ef, gh, Odd));
        Avx512F.Shuffle4x128(first, last, Even).Store(panel + (2 * Panel));
        Avx512F.Shuffle4x128(first, last, Odd).Store(panel + (6 * Panel));
    }
}
