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
            message.Classes = new Wired.Classes { Doubt = classes.Doubt };
            message.Classes.Predictions.AddRange(classes.Predictions);
            message.Classes.Shares.AddRange(classes.Shares);
        }

        return message;
    }

    public static NetworkCredit Read(Wired.Network message)
    {
        ClassDecisions? classes = message.Classes is { } told ? new ClassDecisions([.. told.Predictions], [.. told.Shares], told.Doubt) : null;
        return new NetworkCredit
        {
            ClassScores = message.HasClassScores ? message.ClassScores : null,
            Figures = [.. message.Figures.Select(FigureMessage.Read)],
            Profile = new NetworkProfile([.. message.SingularValues], message.Half, classes),
        };
    }
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
