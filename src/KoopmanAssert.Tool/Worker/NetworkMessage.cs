using KoopmanAssert.Core.Credits;
using Wired = KoopmanAssert.Tool.Wire;

namespace KoopmanAssert.Tool;

/// <summary>The figures of a whole network as a message.</summary>
internal static class NetworkMessage
{
    public static Wired.Network Of(NetworkCredit network)
    {
        var message = new Wired.Network { Half = network.Profile.Half };
        if (network.ClassScores is { } scores)
        {
            message.ClassScores = scores;
        }

        message.Figures.AddRange(network.Figures.Select(FigureMessage.Of));
        message.SingularValues.AddRange(network.Profile.SingularValues);
        if (network.Profile.Classes is { } classes)
        {
            message.Classes = ClassesMessage.Of(classes);
        }

        return message;
    }

    public static NetworkCredit Read(Wired.Network message)
    {
        return new NetworkCredit
        {
            ClassScores = message.HasClassScores ? message.ClassScores : null,
            Figures = [.. message.Figures.Select(FigureMessage.Read)],
            Profile = new NetworkProfile(
                [.. message.SingularValues],
                message.Half,
                message.Classes is { } classes ? ClassesMessage.Read(classes) : null),
        };
    }
}

/// <summary>How a classifier decides, as a message.</summary>
internal static class ClassesMessage
{
    public static Wired.Classes Of(ClassDecisions classes)
    {
        var message = new Wired.Classes { Doubt = classes.Doubt };
        message.Predictions.AddRange(classes.Predictions);
        message.Shares.AddRange(classes.Shares);
        return message;
    }

    public static ClassDecisions Read(Wired.Classes message) => new([.. message.Predictions], [.. message.Shares], message.Doubt);
}

/// <summary>A figure as a message.</summary>
internal static class FigureMessage
{
    public static Wired.Figure Of(Figure figure)
    {
        var message = new Wired.Figure { Kind = (int)figure.Kind, Number = figure.Number, Value = figure.Value };
        if (figure.NoiseFloor is { } floor)
        {
            message.NoiseFloor = floor;
        }

        return message;
    }

    public static Figure Read(Wired.Figure message) =>
        new((FigureKind)message.Kind, message.Number, message.Value) { NoiseFloor = message.HasNoiseFloor ? message.NoiseFloor : null };
}
