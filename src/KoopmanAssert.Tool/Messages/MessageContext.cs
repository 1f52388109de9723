using System.Text.Json.Serialization;
using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Koopman;

namespace KoopmanAssert.Tool.Messages;

/// <summary>
/// The messages between the tool and its workers, the entries of the cache and the parts of a check: the records of an analysis
/// themselves, serialised by generated code. Only what a record is made from is written, never what follows from it.
/// </summary>
/// <remarks>
/// A change of these records changes the format. Cache entries carry the version of the code in their key; the label of a part file
/// (<see cref="PartMessage.Label"/>) has to be counted up by hand.
/// </remarks>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(AnalysisRequest))]
[JsonSerializable(typeof(EquivalenceRequest))]
[JsonSerializable(typeof(ProbeRequest))]
[JsonSerializable(typeof(ProgressAnswer))]
[JsonSerializable(typeof(FailureAnswer))]
[JsonSerializable(typeof(AnalysisAnswer))]
[JsonSerializable(typeof(TensorsAnswer))]
[JsonSerializable(typeof(EquivalenceAnswer))]
[JsonSerializable(typeof(AnalysisMessage))]
[JsonSerializable(typeof(CutMessage))]
[JsonSerializable(typeof(PartMessage))]
[JsonSerializable(typeof(IReadOnlyList<Spectrum>))]
[JsonSerializable(typeof(IReadOnlyList<KernelCredit>))]
[JsonSerializable(typeof(IReadOnlyList<WeightProfile>))]
[JsonSerializable(typeof(OperatorSummary))]
[JsonSerializable(typeof(KoopmanEstimate))]
[JsonSerializable(typeof(BlockProfile))]
[JsonSerializable(typeof(IReadOnlyList<int>))]
[JsonSerializable(typeof(IReadOnlyList<long>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class MessageContext : JsonSerializerContext;
