namespace KoopmanAssert.Core.Numerics;

/// <summary>An iteration that always converges in practice did not: an internal error, since its input was checked to be finite.</summary>
/// <param name="method">What did not converge.</param>
/// <param name="order">The order of the matrix.</param>
/// <param name="iterations">The iterations made.</param>
internal sealed class ConvergenceException(string method, int order, int iterations)
    : InvalidOperationException($"{method} of order {order} did not converge in {iterations} iterations.");
