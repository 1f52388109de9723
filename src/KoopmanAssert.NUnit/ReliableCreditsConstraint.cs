using NUnit.Framework.Constraints;

namespace KoopmanAssert;

/// <summary>Credits that can all be relied on; see <see cref="Credits.AreReliable"/>.</summary>
public sealed class ReliableCreditsConstraint : Constraint
{
    internal ReliableCreditsConstraint()
    {
    }

    /// <inheritdoc/>
    public override string Description => "reliable credits";

    /// <summary>Looks for a block whose credit is unreliable.</summary>
    /// <exception cref="ArgumentException">The actual value is no <see cref="CreditReport"/>.</exception>
    public override ConstraintResult ApplyTo<TActual>(TActual actual)
    {
        List<string> unreliable = [.. Actual.As<CreditReport>(actual).Blocks.Where(b => b.Unreliable is not null)
            .Select(b => $"block '{b.Name}': {b.Unreliable}")];
        return new ConstraintResult(
            this,
            unreliable.Count == 0 ? "reliable credits" : string.Join("; ", unreliable),
            unreliable.Count == 0);
    }
}
