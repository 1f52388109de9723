namespace KoopmanAssert.Core.Numerics;

/// <summary>Eight float64 lanes, whatever the width of the machine's vectors.</summary>
/// <remarks>
/// Kernels are written once over this interface and compiled for one vector of 512 bits, two of 256 or four of 128. Every
/// operation is defined lane by lane with one rounding, and <see cref="Sum"/> fixes its order, so all widths give the same bits.
/// </remarks>
/// <typeparam name="TSelf">The implementing type.</typeparam>
internal unsafe interface ILanes<TSelf>
    where TSelf : struct, ILanes<TSelf>
{
    /// <summary>Whether the machine has registers for a product tile of three panels by eight columns.</summary>
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
