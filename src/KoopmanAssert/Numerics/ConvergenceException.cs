namespace KoopmanAssert.Core.Numerics;

/// <summary>
/// An iteration did not converge, although it always does in practice: an internal error, because the input was checked to be finite.
/// </summary>
/// <param name="method">The iteration, as the subject of the message.</param>
/// <param name="order">The order of the matrix.</param>
/// <param name="iterations">The number of iterations that were made.</param>
internal sealed class ConvergenceException(string method, int order, int iterations)
    : InvalidOperationException($"{method} of order {order} did not converge in {iterations} iterations.");
