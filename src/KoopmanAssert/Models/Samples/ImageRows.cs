using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace KoopmanAssert.Core.Models;

/// <summary>Converts images to the array that an image input of a model takes: number and position of the channels, and scale.</summary>
internal static class ImageRows
{
    private const int Channels = 3;

    /// <summary>Converts images for one input.</summary>
    /// <param name="file">The folder, for error messages.</param>
    /// <param name="images">The images, with 8 or 16 bits, with the axes image, height, width and channel.</param>
    /// <param name="axes">The axes of the input; −1 for a free one.</param>
    /// <param name="takesWhole">Whether the input takes whole numbers, which are those of the images, unchanged.</param>
    /// <param name="scale">How they become numbers otherwise.</param>
    /// <returns>The array, or null if the input does not take images of this size.</returns>
    public static SampleArray? Convert(SampleFile file, SampleArray images, IReadOnlyList<long> axes, bool takesWhole, PixelScale scale)
    {
        (int height, int width) = ((int)images.Shape[1], (int)images.Shape[2]);
        bool isFirst = axes is [_, 1 or Channels, _, _] && Is(axes[2], height) && Is(axes[3], width);
        bool isLast = axes is [_, _, _, 1 or Channels] && Is(axes[1], height) && Is(axes[2], width);
        if (!isFirst && !isLast)
        {
            return null;
        }

        int channels = (int)(isFirst ? axes[1] : axes[3]);
        long[] shape = isFirst ? [images.Shape[0], channels, height, width] : [images.Shape[0], height, width, channels];
        int count = (int)images.Shape[0], pixels = height * width;
        int most = images.Type == SampleType.UInt16 ? ushort.MaxValue : byte.MaxValue;
        SampleType type = takesWhole ? images.Type : SampleType.Float32;
        var rows = new SampleRows(count, checked(channels * pixels * type.Size()));
        for (int image = 0; image < count; image++)
        {
            Span<byte> row = rows.Row(image);
            for (int pixel = 0; pixel < pixels; pixel++)
            {
                for (int channel = 0; channel < channels; channel++)
                {
                    int value = channels == 1 ? Grey(images, image, pixel) : Colour(images, image, pixel, channel);
                    int place = isFirst ? (channel * pixels) + pixel : (pixel * channels) + channel;
                    Write(row[(place * type.Size())..], type, value, scale.Of(value, most, channel));
                }
            }
        }

        return new SampleArray(file, "", type, shape, rows);
    }

    private static bool Is(long axis, int size) => axis < 0 || axis == size;

    private static int Colour(SampleArray images, int image, int pixel, int channel)
    {
        ReadOnlySpan<byte> row = images.Row(image);
        int place = (pixel * Channels) + channel;
        return images.Type == SampleType.UInt16 ? MemoryMarshal.Cast<byte, ushort>(row)[place] : row[place];
    }

    // The luminance of ITU-R BT.601 in 16-bit fixed point, rounded as image libraries do; a grey pixel keeps its value.
    private static int Grey(SampleArray images, int image, int pixel) =>
        (int)(((Colour(images, image, pixel, 0) * 19595L) + (Colour(images, image, pixel, 1) * 38470L)
            + (Colour(images, image, pixel, 2) * 7471L) + 0x8000) >> 16);

    private static void Write(Span<byte> target, SampleType type, int value, float scaled)
    {
        switch (type)
        {
            case SampleType.UInt8:
                target[0] = (byte)value;
                break;
            case SampleType.UInt16:
                BinaryPrimitives.WriteUInt16LittleEndian(target, (ushort)value);
                break;
            default:
                BinaryPrimitives.WriteSingleLittleEndian(target, scaled);
                break;
        }
    }
}
