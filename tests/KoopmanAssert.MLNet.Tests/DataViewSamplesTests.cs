using Microsoft.ML;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>A pipeline of ML.NET that is trained, exported and gated in memory.</summary>
[TestFixture]
public class DataViewSamplesTests
{
    private static readonly AnalysisOptions Measured = new() { MeasureNoise = true };

    private DirectoryInfo _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("mlnet-");

    [TearDown]
    public void DeleteFolder() => _folder.Delete(recursive: true);

    [Test]
    public void A_retrained_pipeline_holds_and_one_fed_another_unit_does_not()
    {
        byte[] accepted = Houses.Train(seed: 1, outputs: Houses.Score);
        IDataView data = Houses.Flats(400, seed: 9);
        var samples = data.ToSamples(accepted);
        string path = Path.Combine(_folder.FullName, "flats.memory.json");
        int[] retrains = [2, 3, 4, 5, 6];
        retrains.Select(seed => CreditAnalysis.Run(Houses.Train(seed, outputs: Houses.Score), samples))
            .Aggregate(
                CreditBaseline.Create(CreditAnalysis.Run(accepted, samples, options: Measured), path),
                (baseline, retrain) => baseline.Accept(retrain, "honest: another draw of the same flats"))
            .Save();

        Assert.That(CreditAnalysis.Run(Houses.Train(seed: 7, outputs: Houses.Score), samples), Credits.MatchBaseline(path));
        Assert.That(
            CreditAnalysis.Run(Houses.Train(seed: 7, areaInFeet: true, Houses.Score), samples),
            Is.Not.MatchBaseline(path));
    }

    [Test]
    public void The_label_and_text_of_an_export_need_no_column()
    {
        byte[] model = Houses.Train(seed: 1, outputs: Houses.Score);
        Assert.That(
            Model.FromBytes(model).NeededInputs().Select(i => (i.Name, i.Type)),
            Is.EqualTo(new[] { ("Area", "float"), ("Rooms", "float"), ("Age", "float"), ("Place", "float") }));

        CreditReport report = CreditAnalysis.Run(model, Houses.Flats(40, seed: 9).ToSamples(model));

        Assert.That((report.SampleCount, report.Samples.InMemory, report.Model.InMemory), Is.EqualTo((40, true, true)));
        Assert.That(report.Notes, Has.Some.Contains("'Street'").And.Contains("'Label'"));
    }

    /// <summary>The order of the values is that of the rows: they are compared with arrays that are filled by hand.</summary>
    [Test]
    public void Rows_of_numbers_and_vectors_are_those_of_the_view()
    {
        byte[] model = Houses.Train(seed: 1, outputs: Houses.Score);
        Houses.Flat[] flats = [.. new MLContext().Data.CreateEnumerable<Houses.Flat>(Houses.Flats(30, seed: 9), reuseRowObject: false)];
        var byHand = Samples.FromInputs(new Dictionary<string, Samples>
        {
            ["Area"] = Samples.From([.. flats.Select(f => f.Area)], flats.Length, 1),
            ["Rooms"] = Samples.From([.. flats.Select(f => f.Rooms)], flats.Length, 1),
            ["Age"] = Samples.From([.. flats.Select(f => f.Age)], flats.Length, 1),
            ["Place"] = Samples.From([.. flats.Select(f => f.Place)]),
        });

        CreditReport report = CreditAnalysis.Run(model, Houses.Flats(30, seed: 9).ToSamples(model));

        Assert.That(report.Samples.Values, Is.EqualTo(CreditAnalysis.Run(model, byHand).Samples.Values));
    }

    [Test]
    public void Only_as_many_rows_are_read_as_are_analysed()
    {
        byte[] model = Houses.Train(seed: 1, outputs: Houses.Score);
        var samples = Houses.Flats(50, seed: 9).ToSamples(model, new AnalysisSettings { MaxSamples = 20 });
        Assert.That(CreditAnalysis.Run(model, samples).SampleCount, Is.EqualTo(20));
    }

    [Test]
    public void A_pipeline_exported_with_all_its_columns_ends_at_the_output_that_is_named()
    {
        byte[] model = Houses.Train(seed: 1);
        IDataView data = Houses.Flats(40, seed: 9);
        SamplesException fault = Assert.Throws<SamplesException>(() => data.ToSamples(model))!;
        Assert.That((fault.Code, fault.Message), Is.EqualTo((DiagnosticCodes.SamplesMisfit, fault.Message)));
        Assert.That(fault.Message, Does.Contain("'Street'").And.Contain("AnalysisSettings.Outputs"));

        var settings = new AnalysisSettings { Outputs = ["Score.output"] };
        CreditReport report = CreditAnalysis.Run(model, data.ToSamples(model, settings), settings);

        Assert.That(report.Blocks, Is.Not.Empty);
    }

    [Test]
    public void What_a_view_lacks_is_named()
    {
        byte[] model = Houses.Train(seed: 1, outputs: Houses.Score);
        IDataView poor = new MLContext().Data.LoadFromEnumerable([new { Area = 1f, Rooms = 2f }]);
        SamplesException fault = Assert.Throws<SamplesException>(() => poor.ToSamples(model))!;
        Assert.That(fault.Message, Does.Contain("no column for the input 'Age'").And.Contain("'Area', 'Rooms'"));
        Assert.That(
            Assert.Throws<SamplesException>(() => Houses.Flats(0, seed: 1).ToSamples(model))!.Code,
            Is.EqualTo(DiagnosticCodes.SamplesUnusable));
    }

    [Test]
    public void A_table_names_the_inputs_by_its_columns()
    {
        byte[] model = Houses.Train(seed: 1, outputs: Houses.Score);
        string table = Path.Combine(_folder.FullName, "flats.csv");
        File.WriteAllLines(table, ["Area,Rooms,Age,Label", "50,2,10,0", "60.5,3,20,1", "70,3,30,1"]);
        SamplesException fault = Assert.Throws<SamplesException>(() => CreditAnalysis.Run(model, table))!;
        Assert.That(fault.Message, Does.Contain("no array for the input 'Place'"), "a vector of three numbers is not one column");
    }

    [Test]
    public void The_public_surface_is_the_approved_one() => PublicSurface.Verify(typeof(DataViewSamples).Assembly);
}
