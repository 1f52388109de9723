using KoopmanAssert.Core.Models.Onnx;

namespace KoopmanAssert.Core.Models;

/// <summary>The version of ONNX's own operators that a model is written for.</summary>
internal static class OperatorSet
{
    /// <summary>The version, which a model from before opsets leaves out: 1.</summary>
    public static long VersionOf(ModelProto model) =>
        model.OpsetImport.Where(o => o.Domain is "" or "ai.onnx").Select(o => o.Version).DefaultIfEmpty(1).Max();
}
