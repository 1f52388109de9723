using System.Runtime.InteropServices;

namespace KoopmanAssert.Core.Numerics;

/// <summary>
/// Asks Linux to back large memory with large pages. The first touch of a page costs more than filling it, and a large page of 2 MiB takes
/// the place of 512. Most distributions give large pages only to those that ask. Other systems have no such call.
/// </summary>
internal static unsafe partial class LargePages
{
    /// <summary>A cache line, so that no 512-bit vector crosses two.</summary>
    private const nuint CacheLine = 64;

    /// <summary>A memory of this size holds at least one large page of x86-64, wherever it starts.</summary>
    private const nuint Least = 4 << 20;

    private const int Huge = 14; // MADV_HUGEPAGE
    private const int ReadAndWrite = 3; // PROT_READ | PROT_WRITE
    private const int PrivateAndAnonymous = 0x22; // MAP_PRIVATE | MAP_ANONYMOUS

    /// <summary>Allocates an array whose entries are not set.</summary>
    /// <param name="length">The number of entries.</param>
    /// <param name="pinned">Whether it never moves.</param>
    public static T[] Allocate<T>(int length, bool pinned = false)
        where T : unmanaged
    {
        T[] array = GC.AllocateUninitializedArray<T>(length, pinned);
        fixed (T* start = array)
        {
            Advise(start, (nuint)length * (nuint)sizeof(T));
        }

        return array;
    }

    /// <summary>
    /// Allocates native memory, aligned to a cache line at least. On Linux large memory is mapped by itself and goes back to the system when
    /// it is freed: the C library takes it for the next block of any size, and gives none back that lies below another.
    /// </summary>
    /// <exception cref="OutOfMemoryException">There is not enough memory.</exception>
    public static void* AllocateNative(nuint bytes)
    {
        if (!IsLarge(bytes))
        {
            return NativeMemory.AlignedAlloc(bytes, CacheLine);
        }

        nint start = Map(0, bytes, ReadAndWrite, PrivateAndAnonymous, -1, 0);
        if (start == -1)
        {
            throw new InsufficientMemoryException();
        }

        Advise((void*)start, bytes);
        return (void*)start;
    }

    /// <summary>Frees what <see cref="AllocateNative"/> gave.</summary>
    /// <param name="start">The first byte; null for nothing.</param>
    /// <param name="bytes">As many as were allocated.</param>
    public static void FreeNative(void* start, nuint bytes)
    {
        if (!IsLarge(bytes))
        {
            NativeMemory.AlignedFree(start);
        }
        else if (start is not null)
        {
            _ = Unmap(start, bytes); // what was mapped whole can be unmapped
        }
    }

    /// <summary>Asks for memory that has not been written yet. Where the system has no large pages, nothing changes.</summary>
    public static void Advise(void* start, nuint bytes)
    {
        if (!IsLarge(bytes))
        {
            return;
        }

        nuint page = (nuint)Environment.SystemPageSize;
        nuint first = ((nuint)start + page - 1) / page * page, end = ((nuint)start + bytes) / page * page;
        _ = Advise((void*)first, end - first, Huge); // a refusal costs nothing but time
    }

    private static bool IsLarge(nuint bytes) => bytes >= Least && OperatingSystem.IsLinux();

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(nint address, nuint bytes, int protection, int flags, int file, nint offset);

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(void* start, nuint bytes);

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* start, nuint bytes, int advice);
}
