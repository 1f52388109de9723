using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace KoopmanAssert.Core.Numerics;

/// <summary>Eight float64 lanes, independent of the vector width of the machine.</summary>
/// <remarks>
/// Kernels are written once against this interface and compiled for one 512-bit vector, two 256-bit vectors or four 128-bit vectors.
/// Every operation works lane by lane with one rounding, and <see cref="Sum"/> has a fixed order, so all widths give the same bits.
/// </remarks>
/// <typeparam name="TSelf">The implementing type.</typeparam>
internal unsafe interface ILanes<TSelf>
    where TSelf : struct, ILanes<TSelf>
{
    /// <summary>Whether the machine has enough registers for a product tile of three panels by eight columns.</summary>
    static abstract bool FitsWideTile { get; }

    /// <summary>Reads eight consecutive entries.</summary>
    static abstract TSelf Load(double* source);

    /// <summary>Sets all lanes to one value.</summary>
    static abstract TSelf Broadcast(double value);

    /// <summary>left·right + addend, rounded once.</summary>
    static abstract TSelf MultiplyAdd(TSelf left, TSelf right, TSelf addend);

    /// <summary>left·right.</summary>
    static abstract TSelf Multiply(TSelf left, TSelf right);

    /// <summary>left/right.</summary>
    static abstract TSelf Divide(TSelf left, TSelf right);

    /// <summary>left + right.</summary>
    static abstract TSelf Add(TSelf left, TSelf right);

    /// <summary>((l0+l4)+(l2+l6)) + ((l1+l5)+(l3+l7)).</summary>
    static abstract double Sum(TSelf lanes);

    /// <summary>Writes eight consecutive entries.</summary>
    void Store(double* destination);
}

/// <summary>Eight lanes in one 512-bit vector.</summary>
internal readonly unsafe struct Lanes512(Vector512<double> all) : ILanes<Lanes512>
{
    private readonly Vector512<double> _all = all;

    public static bool FitsWideTile => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Load(double* source) => new(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Broadcast(double value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 MultiplyAdd(Lanes512 left, Lanes512 right, Lanes512 addend) =>
        new(Vector512.FusedMultiplyAdd(left._all, right._all, addend._all));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Multiply(Lanes512 left, Lanes512 right) => new(left._all * right._all);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Divide(Lanes512 left, Lanes512 right) => new(left._all / right._all);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Add(Lanes512 left, Lanes512 right) => new(left._all + right._all);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(Lanes512 lanes)
    {
        Vector256<double> half = lanes._all.GetLower() + lanes._all.GetUpper();
        Vector128<double> pair = half.GetLower() + half.GetUpper();
        return pair.ToScalar() + pair.GetElement(1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(double* destination) => _all.Store(destination);
}

/// <summary>Eight lanes in two 256-bit vectors.</summary>
internal readonly unsafe struct Lanes256(Vector256<double> low, Vector256<double> high) : ILanes<Lanes256>
{
    private readonly Vector256<double> _low = low;
    private readonly Vector256<double> _high = high;

    public static bool FitsWideTile => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Load(double* source) => new(Vector256.Load(source), Vector256.Load(source + 4));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Broadcast(double value)
    {
        var all = Vector256.Create(value);
        return new(all, all);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 MultiplyAdd(Lanes256 left, Lanes256 right, Lanes256 addend) =>
        new(
            Vector256.FusedMultiplyAdd(left._low, right._low, addend._low),
            Vector256.FusedMultiplyAdd(left._high, right._high, addend._high));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Multiply(Lanes256 left, Lanes256 right) => new(left._low * right._low, left._high * right._high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Divide(Lanes256 left, Lanes256 right) => new(left._low / right._low, left._high / right._high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Add(Lanes256 left, Lanes256 right) => new(left._low + right._low, left._high + right._high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(Lanes256 lanes)
    {
        Vector256<double> half = lanes._low + lanes._high;
        Vector128<double> pair = half.GetLower() + half.GetUpper();
        return pair.ToScalar() + pair.GetElement(1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(double* destination)
    {
        _low.Store(destination);
        _high.Store(destination + 4);
    }
}

/// <summary>
/// Eight lanes in four 128-bit vectors, for ARM and for x86 without AVX2. The latter is correct but slow, because the fused product is
/// a library call there.
/// </summary>
internal readonly unsafe struct Lanes128(Vector128<double> a, Vector128<double> b, Vector128<double> c, Vector128<double> d)
    : ILanes<Lanes128>
{
    private readonly Vector128<double> _a = a;
    private readonly Vector128<double> _b = b;
    private readonly Vector128<double> _c = c;
    private readonly Vector128<double> _d = d;

    public static bool FitsWideTile => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Load(double* source) =>
        new(Vector128.Load(source), Vector128.Load(source + 2), Vector128.Load(source + 4), Vector128.Load(source + 6));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Broadcast(double value)
    {
        var all = Vector128.Create(value);
        return new(all, all, all, all);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 MultiplyAdd(Lanes128 left, Lanes128 right, Lanes128 addend) => new(
        Vector128.FusedMultiplyAdd(left._a, right._a, addend._a),
        Vector128.FusedMultiplyAdd(left._b, right._b, addend._b),
        Vector128.FusedMultiplyAdd(left._c, right._c, addend._c),
        Vector128.FusedMultiplyAdd(left._d, right._d, addend._d));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Multiply(Lanes128 left, Lanes128 right) =>
        new(left._a * right._a, left._b * right._b, left._c * right._c, left._d * right._d);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Divide(Lanes128 left, Lanes128 right) =>
        new(left._a / right._a, left._b / right._b, left._c / right._c, left._d / right._d);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Add(Lanes128 left, Lanes128 right) =>
        new(left._a + right._a, left._b + right._b, left._c + right._c, left._d + right._d);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(Lanes128 lanes)
    {
        Vector128<double> pair = (lanes._a + lanes._c) + (lanes._b + lanes._d);
        return pair.ToScalar() + pair.GetElement(1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(double* destination)
    {
        _a.Store(destination);
        _b.Store(destination + 2);
        _c.Store(destination + 4);
        _d.Store(destination + 6);
    }
}
