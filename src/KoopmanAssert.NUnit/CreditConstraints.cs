using NUnit.Framework.Constraints;

namespace KoopmanAssert;

/// <summary>Applies a constraint to a figure of a block; see <see cref="Credits.LogCreditOf"/> and <see cref="Credits.RankOf"/>.</summary>
public sealed class BlockConstraint : Constraint
{
    private readonly string _block;
    private readonly string _figure;
    private readonly Func<BlockCredit, object?> _value;
    private readonly IConstraint _constraint;

    internal BlockConstraint(string block, string figure, Func<BlockCredit, object?> value, IResolveConstraint constraint)
        : base(block)
    {
        _block = block;
        _figure = figure;
        _value = value;
        _constraint = constraint.Resolve();
    }

    /// <inheritdoc/>
    public override string Description => $"{_figure} of block '{_block}': {_constraint.Description}";

    /// <summary>Applies the inner constraint to the figure.</summary>
    /// <exception cref="ArgumentException">The actual value is not a <see cref="CreditReport"/>.</exception>
    /// <exception cref="KeyNotFoundException">There is no such block; the message lists the blocks.</exception>
    public override ConstraintResult ApplyTo<TActual>(TActual actual)
    {
        object? value = _value(Actual.As<CreditReport>(actual)[_block]);
        return new ConstraintResult(this, value, _constraint.ApplyTo(value).IsSuccess);
    }
}

/// <summary>Tests that the log-credit of a block is above that of another; see <see cref="Credits.HaveCreditAbove"/>.</summary>
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

    /// <summary>Compares the two log-credits. The constraint is not met if either block has none.</summary>
    /// <exception cref="ArgumentException">The actual value is not a <see cref="CreditReport"/>.</exception>
    /// <exception cref="KeyNotFoundException">There is no such block; the message lists the blocks.</exception>
    public override ConstraintResult ApplyTo<TActual>(TActual actual)
    {
        CreditReport report = Actual.As<CreditReport>(actual);
        double? block = report[_block].LogCredit, other = report[_other].LogCredit;
        return new ConstraintResult(this, $"'{_block}' {Describe(block)}, '{_other}' {Describe(other)}", block > other);
    }

    private static string Describe(double? logCredit)
        => logCredit is { } nats ? FormattableString.Invariant($"at {nats:0.00} nats") : "without a log-credit";
}

/// <summary>Tests that all credits are reliable; see <see cref="Credits.AreReliable"/>.</summary>
public sealed class ReliableCreditsConstraint : Constraint
{
    internal ReliableCreditsConstraint()
    {
    }

    /// <inheritdoc/>
    public override string Description => "reliable credits";

    /// <summary>Looks for a block whose credit is unreliable.</summary>
    /// <exception cref="ArgumentException">The actual value is not a <see cref="CreditReport"/>.</exception>
    public override ConstraintResult ApplyTo<TActual>(TActual actual)
    {
        List<string> unreliable = [.. Actual.As<CreditReport>(actual).Blocks.Where(b => b.Unreliable is not null)
            .Select(b => $"block '{b.Name}': {b.Unreliable}")];
        string actualCredits = unreliable.Count == 0 ? "reliable credits" : string.Join("; ", unreliable);
        return new ConstraintResult(this, actualCredits, unreliable.Count == 0);
    }
}
