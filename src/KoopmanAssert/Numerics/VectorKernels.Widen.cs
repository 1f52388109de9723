using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace KoopmanAssert.Core.Numerics;

/// <inheritdoc/>
/// <remarks>This part: packing float32 rows. Values are converted exactly, so every instruction set gives the same bits.</remarks>
internal sealed unsafe partial class VectorKernels<TLanes>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Widen(ReadOnlySpan<nint> rows, int depth, double* panel, double* sum)
    {
        float* a = (float*)rows[0], b = (float*)rows[1], c = (float*)rows[2], d = (float*)rows[3];
        float* e = (float*)rows[4], f = (float*)rows[5], g = (float*)rows[6], h = (float*)rows[7];
        int k = 0;
        if (TLanes.FitsWideTile && Avx512F.IsSupported)
        {
            for (; k + 8 <= depth; k += 8, panel += 8 * Panel)
            {
                double* sums = sum is null ? null : sum + k;
                WidenEight(
                    Wide(a + k), Wide(b + k), Wide(c + k), Wide(d + k), Wide(e + k), Wide(f + k), Wide(g + k), Wide(h + k), panel, sums);
            }
        }
        else if (Avx.IsSupported)
        {
            for (; k + 8 <= depth; k += 8, panel += 8 * Panel)
            {
                double* sums = sum is null ? null : sum + k;
                WidenFour(Vector256.Load(a + k), Vector256.Load(b + k), Vector256.Load(c + k), Vector256.Load(d + k), panel, sums);
                WidenFour(Vector256.Load(e + k), Vector256.Load(f + k), Vector256.Load(g + k), Vector256.Load(h + k), panel + 4, sums);
            }
        }

        for (; k < depth; k++)
        {
            for (int r = 0; r < Panel; r++, panel++)
            {
                *panel = ((float*)rows[r])[k];
                if (sum is not null)
                {
                    sum[k] += *panel;
                }
            }
        }
    }

    /// <summary>Writes entry i of four rows of eight, as float64, to the four entries at 8i.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WidenFour(
        Vector256<float> x, Vector256<float> y, Vector256<float> z, Vector256<float> w, double* panel, double* sum)
    {
        if (sum is not null)
        {
            AddFour(x.GetLower(), y.GetLower(), z.GetLower(), w.GetLower(), sum);
            AddFour(x.GetUpper(), y.GetUpper(), z.GetUpper(), w.GetUpper(), sum + 4);
        }

        Vector256<float> lowXY = Avx.UnpackLow(x, y), highXY = Avx.UnpackHigh(x, y);
        Vector256<float> lowZW = Avx.UnpackLow(z, w), highZW = Avx.UnpackHigh(z, w);
        StoreWide(Avx.Shuffle(lowXY, lowZW, 0x44), panel);
        StoreWide(Avx.Shuffle(lowXY, lowZW, 0xEE), panel + Panel);
        StoreWide(Avx.Shuffle(highXY, highZW, 0x44), panel + (2 * Panel));
        StoreWide(Avx.Shuffle(highXY, highZW, 0xEE), panel + (3 * Panel));
    }

    /// <summary>Writes entry i of the four rows, in the lower half, and entry i + 4, in the upper half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreWide(Vector256<float> entries, double* panel)
    {
        Avx.ConvertToVector256Double(entries.GetLower()).Store(panel);
        Avx.ConvertToVector256Double(entries.GetUpper()).Store(panel + (4 * Panel));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddFour(Vector128<float> x, Vector128<float> y, Vector128<float> z, Vector128<float> w, double* sum)
    {
        Vector256<double> total = Vector256.Load(sum) + Avx.ConvertToVector256Double(x);
        (total + Avx.ConvertToVector256Double(y) + Avx.ConvertToVector256Double(z) + Avx.ConvertToVector256Double(w)).Store(sum);
    }

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
        double* panel,
        double* sum)
    {
        if (sum is not null)
        {
            (Vector512.Load(sum) + a + b + c + d + e + f + g + h).Store(sum);
        }

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
