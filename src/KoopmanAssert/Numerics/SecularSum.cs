namespace KoopmanAssert.Core.Numerics;

/// <summary>A part of the secular equation's sum at one place.</summary>
/// <param name="Value">Σ z_i²/(d_i − λ).</param>
/// <param name="Slope">Its derivative Σ z_i²/(d_i − λ)².</param>
internal readonly record struct SecularSum(double Value, double Slope);
