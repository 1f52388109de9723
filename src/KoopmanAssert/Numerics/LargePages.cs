using System.Runtime.InteropServices;

namespace KoopmanAssert.Core.Numerics;

/// <summary>
/// Asks Linux to back large memory with large pages. The first touch of a page costs more than filling it, and a large page of 2 MiB takes
/// the place of 512. Most distributions give large pages only to those that ask. Other systems have no such call.
/// </summary>
internal static unsafe partial class LargePages
{
    /// <summary>A memory of this size holds at least one large page of x86-64, wherever it starts.</summary>
    private const nuint Least = 4 << 20;

    private const int Huge = 14; // MADV_HUGEPAGE

    /// <summary>Allocates an array whose entries are not set.</summary>
    public static T[] Allocate<T>(int length)
        where T : unmanaged
    {
        T[] array = GC.AllocateUninitializedArray<T>(length);
        fixed (T* start = array)
        {
            Advise(start, (nuint)length * (nuint)sizeof(T));
        }

        return array;
    }

    /// <summary>Asks for memory that has not been written yet. Where the system has no large pages, nothing changes.</summary>
    public static void Advise(void* start, nuint bytes)
    {
        if (bytes < Least || !OperatingSystem.IsLinux())
        {
            return;
        }

        nuint page = (nuint)Environment.SystemPageSize;
        nuint first = ((nuint)start + page - 1) / page * page, end = ((nuint)start + bytes) / page * page;
        _ = Advise((void*)first, end - first, Huge); // a refusal costs nothing but time
    }

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* start, nuint bytes, int advice);
}
