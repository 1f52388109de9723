using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace KoopmanAssert;

/// <summary>
/// What the file system says of a file without reading it, and what no program can set: when the file last changed in any way, and the
/// number of the file itself. A time of writing can be set back; this cannot.
/// </summary>
/// <remarks>The rule is that of git's index. Linux and Windows have a change time that .NET does not show.</remarks>
internal sealed class FileStamp
{
    private const long UnixEpoch = 621355968000000000;
    private const long WindowsEpoch = 504911232000000000;

    private FileStamp(long changed, string number, long size)
    {
        Changed = changed < 0 || changed > DateTime.MaxValue.Ticks ? DateTime.MaxValue : new DateTime(changed, DateTimeKind.Utc);
        Text = $"{changed}:{number}:{size}";
    }

    /// <summary>When the content or anything else of the file last changed, UTC, by the clock of its file system.</summary>
    public DateTime Changed { get; }

    /// <summary>The identity as one word.</summary>
    public string Text { get; }

    /// <summary>The identity of a file; null if there is no file, or if this system has no such thing: its content then decides.</summary>
    public static FileStamp? Find(string path)
    {
        try
        {
            return RuntimeInformation.IsOSPlatform(OSPlatform.Linux) ? FindOnLinux(path)
                : RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? FindOnWindows(path)
                : null;
        }
        catch (Exception none) when (none is EntryPointNotFoundException or DllNotFoundException or IOException
            or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // struct statx of the kernel, the same on every processor: number at 32, size at 40, change time at 96, device at 136.
    private static FileStamp? FindOnLinux(string path)
    {
        const int CurrentFolder = -100;
        const uint ChangeTimeNumberAndSize = 0x80 | 0x100 | 0x200;
        byte[] answer = new byte[256];
        bool done = statx(CurrentFolder, Encoding.UTF8.GetBytes(path + '\0'), 0, ChangeTimeNumberAndSize, answer) == 0;
        bool whole = (BitConverter.ToUInt32(answer, 0) & ChangeTimeNumberAndSize) == ChangeTimeNumberAndSize;
        if (!done || !whole)
        {
            return null;
        }

        long ticks = UnixEpoch + (BitConverter.ToInt64(answer, 96) * TimeSpan.TicksPerSecond) + (BitConverter.ToUInt32(answer, 104) / 100);
        string number = $"{BitConverter.ToUInt64(answer, 136):x}-{BitConverter.ToUInt64(answer, 32):x}";
        return new FileStamp(ticks, number, BitConverter.ToInt64(answer, 40));
    }

    // FILE_BASIC_INFO has the change time at 24, FILE_ID_INFO the volume and 128 bits of the file.
    private static FileStamp? FindOnWindows(string path)
    {
        const int BasicInfo = 0, IdInfo = 18;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] basic = new byte[40], id = new byte[24];
        return GetFileInformationByHandleEx(file.SafeFileHandle, BasicInfo, basic, basic.Length)
            && GetFileInformationByHandleEx(file.SafeFileHandle, IdInfo, id, id.Length)
                ? new FileStamp(WindowsEpoch + BitConverter.ToInt64(basic, 24), Convert.ToBase64String(id), file.Length)
                : null;
    }

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [DllImport("libc", SetLastError = true)]
    private static extern int statx(int folder, byte[] path, int flags, uint mask, [Out] byte[] answer);

    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [DllImport("kernel32.dll", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool GetFileInformationByHandleEx(SafeFileHandle file, int kind, [Out] byte[] answer, int size);
}
