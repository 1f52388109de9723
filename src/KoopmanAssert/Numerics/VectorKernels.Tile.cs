using System.Runtime.CompilerServices;

namespace KoopmanAssert.Core.Numerics;

/// <inheritdoc/>
/// <remarks>This part: the micro-kernel of the packed products.</remarks>
internal sealed unsafe partial class VectorKernels<TLanes> : VectorKernels
    where TLanes : struct, ILanes<TLanes>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Tile(double* panels, nint panelStride, double* panel, int depth, double* tile, int count)
    {
        if (TLanes.FitsWideTile && count == 3)
        {
            WideTile(panels, panelStride, panel, depth, tile);
            return;
        }

        for (int i = 0; i < count; i++, panels += panelStride, tile += Panel)
        {
            if (TLanes.FitsWideTile)
            {
                LowTile(panels, panel, depth, tile);
                continue;
            }

            NarrowTile(panels, panel, depth, tile);
            NarrowTile(panels, panel + 4, depth, tile + (4 * TileRows));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void AddTile(double* tile, double sign, double* destination, nint stride, bool overwrite, int count)
    {
        TLanes factor = TLanes.Broadcast(sign);
        for (int column = 0; column < Panel; column++, tile += TileRows, destination += stride)
        {
            for (int row = 0; row < count * Panel; row += Panel)
            {
                TLanes product = TLanes.Load(tile + row);
                product = overwrite
                    ? TLanes.Multiply(factor, product)
                    : TLanes.MultiplyAdd(factor, product, TLanes.Load(destination + row));
                product.Store(destination + row);
            }
        }
    }

    /// <summary>24 accumulators of eight lanes, one 512-bit register each of 32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WideTile(double* a, nint stride, double* b, int depth, double* tile)
    {
        TLanes x0 = default, x1 = default, x2 = default, x3 = default, x4 = default, x5 = default, x6 = default, x7 = default;
        TLanes y0 = default, y1 = default, y2 = default, y3 = default, y4 = default, y5 = default, y6 = default, y7 = default;
        TLanes z0 = default, z1 = default, z2 = default, z3 = default, z4 = default, z5 = default, z6 = default, z7 = default;
        double* end = b + (Panel * (nint)depth);
        for (; b < end; a += Panel, b += Panel)
        {
            TLanes x = TLanes.Load(a), y = TLanes.Load(a + stride), z = TLanes.Load(a + (2 * stride));
            Column(x, y, z, b[0], ref x0, ref y0, ref z0);
            Column(x, y, z, b[1], ref x1, ref y1, ref z1);
            Column(x, y, z, b[2], ref x2, ref y2, ref z2);
            Column(x, y, z, b[3], ref x3, ref y3, ref z3);
            Column(x, y, z, b[4], ref x4, ref y4, ref z4);
            Column(x, y, z, b[5], ref x5, ref y5, ref z5);
            Column(x, y, z, b[6], ref x6, ref y6, ref z6);
            Column(x, y, z, b[7], ref x7, ref y7, ref z7);
        }

        StoreColumn(tile, x0, y0, z0);
        StoreColumn(tile + TileRows, x1, y1, z1);
        StoreColumn(tile + (2 * TileRows), x2, y2, z2);
        StoreColumn(tile + (3 * TileRows), x3, y3, z3);
        StoreColumn(tile + (4 * TileRows), x4, y4, z4);
        StoreColumn(tile + (5 * TileRows), x5, y5, z5);
        StoreColumn(tile + (6 * TileRows), x6, y6, z6);
        StoreColumn(tile + (7 * TileRows), x7, y7, z7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Column(TLanes x, TLanes y, TLanes z, double factor, ref TLanes sumX, ref TLanes sumY, ref TLanes sumZ)
    {
        TLanes b = TLanes.Broadcast(factor);
        sumX = TLanes.MultiplyAdd(x, b, sumX);
        sumY = TLanes.MultiplyAdd(y, b, sumY);
        sumZ = TLanes.MultiplyAdd(z, b, sumZ);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreColumn(double* tile, TLanes x, TLanes y, TLanes z)
    {
        x.Store(tile);
        y.Store(tile + Panel);
        z.Store(tile + (2 * Panel));
    }

    /// <summary>One panel by eight columns, for the rows below the last wide tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void LowTile(double* a, double* b, int depth, double* tile)
    {
        TLanes x0 = default, x1 = default, x2 = default, x3 = default, x4 = default, x5 = default, x6 = default, x7 = default;
        double* end = b + (Panel * (nint)depth);
        for (; b < end; a += Panel, b += Panel)
        {
            TLanes x = TLanes.Load(a);
            x0 = TLanes.MultiplyAdd(x, TLanes.Broadcast(b[0]), x0);
            x1 = TLanes.MultiplyAdd(x, TLanes.Broadcast(b[1]), x1);
            x2 = TLanes.MultiplyAdd(x, TLanes.Broadcast(b[2]), x2);
            x3 = TLanes.MultiplyAdd(x, TLanes.Broadcast(b[3]), x3);
            x4 = TLanes.MultiplyAdd(x, TLanes.Broadcast(b[4]), x4);
            x5 = TLanes.MultiplyAdd(x, TLanes.Broadcast(b[5]), x5);
            x6 = TLanes.MultiplyAdd(x, TLanes.Broadcast(b[6]), x6);
            x7 = TLanes.MultiplyAdd(x, TLanes.Broadcast(b[7]), x7);
        }

        x0.Store(tile);
        x1.Store(tile + TileRows);
        x2.Store(tile + (2 * TileRows));
        x3.Store(tile + (3 * TileRows));
        x4.Store(tile + (4 * TileRows));
        x5.Store(tile + (5 * TileRows));
        x6.Store(tile + (6 * TileRows));
        x7.Store(tile + (7 * TileRows));
    }

    /// <summary>One panel by four columns: four accumulators of eight lanes, two 256-bit registers each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void NarrowTile(double* a, double* b, int depth, double* tile)
    {
        TLanes x0 = default, x1 = default, x2 = default, x3 = default;
        double* end = b + (Panel * (nint)depth);
        for (; b < end; a += Panel, b += Panel)
        {
            TLanes x = TLanes.Load(a);
            x0 = TLanes.MultiplyAdd(x, TLanes.Broadcast(b[0]), x0);
            x1 = TLanes.MultiplyAdd(x, TLanes.Broadcast(b[1]), x1);
            x2 = TLanes.MultiplyAdd(x, TLanes.Broadcast(b[2]), x2);
            x3 = TLanes.MultiplyAdd(x, TLanes.Broadcast(b[3]), x3);
        }

        x0.Store(tile);
        x1.Store(tile + TileRows);
        x2.Store(tile + (2 * TileRows));
        x3.Store(tile + (3 * TileRows));
    }
}
