namespace KoopmanAssert.Core.Drift;

/// <summary>All other blocks have the parameters of the accepted model: this one was edited, or trained alone.</summary>
internal sealed class OnlyBlockChanged : Cause
{
    public override DriftCause? Explain(DriftEvidence evidence) => evidence.OnlyChanged is not { } only ? null
        : new DriftCause(
            "onlyBlockChanged",
            $"only '{only.Name}' differs from {evidence.Origin}: all other blocks have exactly its weights",
            only.Name,
            $"what trained or edited '{only.Name}' alone, and whether it was meant to");
}
