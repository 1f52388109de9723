using System.Buffers.Binary;

namespace KoopmanAssert.Core.Models;

/// <summary>Converts images to the array that an image input of a model takes: number and position of the channels, and scale.</summary>
internal static class ImageRows
{
    private const int Channels = 3;

    /// <summary>Converts images for one input.</summary>
    /// <param name="file">The folder, for error messages.</param>
    /// <param name="images">The images as bytes with the axes image, height, width and channel.</param>
    /// <param name="axes">The axes of the input; −1 for a free one.</param>
    /// <param name="takesBytes">Whether the input takes whole numbers, which are the unchanged bytes.</param>
    /// <param name="scale">How bytes become numbers.</param>
    /// <returns>The array, or null if the input does not take images of this size.</returns>
    public static SampleArray? Convert(SampleFile file, SampleArray images, IReadOnlyList<long> axes, bool takesBytes, PixelScale scale)
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
        int count = (int)images.Shape[0], values = checked(channels * height * width);
        var rows = new SampleRows(count, checked(values * (takesBytes ? 1 : sizeof(float))));
        for (int image = 0; image < count; image++)
        {
            ReadOnlySpan<byte> pixels = images.Row(image);
            Span<byte> row = rows.Row(image);
            for (int pixel = 0; pixel < height * width; pixel++)
            {
                for (int channel = 0; channel < channels; channel++)
                {
                    ReadOnlySpan<byte> colours = pixels.Slice(pixel * Channels, Channels);
                    byte value = channels == 1 ? Grey(colours) : colours[channel];
                    int place = isFirst ? (channel * height * width) + pixel : (pixel * channels) + channel;
                    if (takesBytes)
                    {
                        row[place] = value;
                    }
                    else
                    {
                        BinaryPrimitives.WriteSingleLittleEndian(row[(place * sizeof(float))..], scale.Of(value, channel));
                    }
                }
            }
        }

        return new SampleArray(file, "", takesBytes ? SampleType.UInt8 : SampleType.Float32, shape, rows);
    }

    private static bool Is(long axis, int size) => axis < 0 || axis == size;

    // The luminance of ITU-R BT.601 in 16-bit fixed point, rounded as image libraries do; a grey pixel keeps its value.
    private static byte Grey(ReadOnlySpan<byte> colours)
        => (byte)(((colours[0] * 19595) + (colours[1] * 38470) + (colours[2] * 7471) + 0x8000) >> 16);
}
