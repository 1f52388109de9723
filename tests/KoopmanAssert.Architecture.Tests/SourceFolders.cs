using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace KoopmanAssert.Architecture;

/// <summary>The source folder of every type of an assembly, as its portable PDB records it.</summary>
internal static class SourceFolders
{
    // The documents of a type that has no method bodies: "type definition documents" of the portable PDB format.
    private static readonly Guid TypeDefinitionDocuments = new("932E74BC-DBA9-4478-8D46-0F32A7BAB3D3");

    /// <summary>The folders by the full name of the type; several where a partial type is spread. Generated code is left out.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Read(string assembly)
    {
        using var image = new System.Reflection.PortableExecutable.PEReader(File.OpenRead(assembly));
        MetadataReader types = image.GetMetadataReader();
        using var provider = MetadataReaderProvider.FromPortablePdbStream(File.OpenRead(Path.ChangeExtension(assembly, ".pdb")));
        MetadataReader symbols = provider.GetMetadataReader();
        return types.TypeDefinitions.Select(types.GetTypeDefinition).Where(t => t.GetDeclaringType().IsNil)
            .ToDictionary(t => FullName(types, t), t => FoldersOf(types, symbols, t));
    }

    private static string FullName(MetadataReader types, TypeDefinition type)
    {
        string name = types.GetString(type.Name), space = types.GetString(type.Namespace);
        return space.Length == 0 ? name : $"{space}.{name}";
    }

    private static IReadOnlyList<string> FoldersOf(MetadataReader types, MetadataReader symbols, TypeDefinition type) =>
    [
        .. Documents(types, symbols, type).Select(d => symbols.GetString(symbols.GetDocument(d).Name).Replace('\\', '/'))
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && path.Contains("/src/", StringComparison.Ordinal))
            .Select(path => path[(path.LastIndexOf("/src/", StringComparison.Ordinal) + 5)..])
            .Select(path => path[..Math.Max(0, path.LastIndexOf('/'))])
            .Distinct().Order(StringComparer.Ordinal),
    ];

    private static IEnumerable<DocumentHandle> Documents(MetadataReader types, MetadataReader symbols, TypeDefinition type)
    {
        foreach (MethodDefinitionHandle method in type.GetMethods())
        {
            DocumentHandle document = symbols.GetMethodDebugInformation(method.ToDebugInformationHandle()).Document;
            if (!document.IsNil)
            {
                yield return document;
            }
        }

        TypeDefinitionHandle self = types.TypeDefinitions.First(h => types.GetTypeDefinition(h).Equals(type));
        foreach (CustomDebugInformation information in symbols.GetCustomDebugInformation(self).Select(symbols.GetCustomDebugInformation)
            .Where(i => symbols.GetGuid(i.Kind) == TypeDefinitionDocuments))
        {
            BlobReader blob = symbols.GetBlobReader(information.Value);
            while (blob.RemainingBytes > 0)
            {
                yield return MetadataTokens.DocumentHandle(blob.ReadCompressedInteger());
            }
        }

        foreach (DocumentHandle document in type.GetNestedTypes().SelectMany(n => Documents(types, symbols, types.GetTypeDefinition(n))))
        {
            yield return document;
        }
    }
}
