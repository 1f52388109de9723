using NUnit.Framework.Constraints;

namespace KoopmanAssert;

/// <summary>A block whose log-credit lies above another's; see <see cref="Credits.HaveCreditAbove"/>.</summary>
public sealed class CreditAboveConstraint : Constraint
{
    private readonly string _block;
    private readonly string _other;

    internal CreditAboveConstraint(string block, string other)
        : base(block, other)
    {
        _block = block;
        _other = other;
    }

    /// <inheritdoc/>
    public override string Description => $"block '{_block}' with a log-credit above that of '{_other}'";

    /// <summary>Compares the two log-credits, in nats; a block without one ranks above nothing, and nothing above it.</summary>
    /// <exception cref="ArgumentException">The actual value is no <see cref="CreditReport"/>.</exception>
    /// <exception cref="KeyNotFoundException">There is no such block; the message lists those that exist.</exception>
    public override ConstraintResult ApplyTo<TActual>(TActual actual)
    {
        CreditReport report = Actual.As<CreditReport>(actual);
        double? block = report[_block].LogCredit, other = report[_other].LogCredit;
        return new ConstraintResult(this, $"'{_block}' {Told(block)}, '{_other}' {Told(other)}", block > other);
    }

    private static string Told(double? logCredit)
        => logCredit is { } nats ? FormattableString.Invariant($"at {nats:0.00} nats") : "without a log-credit";
}
