using NUnit.Framework.Constraints;

namespace KoopmanAssert;

/// <summary>A block one of whose figures meets another constraint; see <see cref="Credits.LogCreditOf"/> and <see cref="Credits.RankOf"/>.</summary>
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
    /// <exception cref="ArgumentException">The actual value is no <see cref="CreditReport"/>.</exception>
    /// <exception cref="KeyNotFoundException">There is no such block; the message lists those that exist.</exception>
    public override ConstraintResult ApplyTo<TActual>(TActual actual)
    {
        object? value = _value(Actual.As<CreditReport>(actual)[_block]);
        return new ConstraintResult(this, value, _constraint.ApplyTo(value).IsSuccess);
    }
}
