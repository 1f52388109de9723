using NUnit.Framework;

// A test is a few processes in a folder of its own: two tests at a time keep two processors busy.
[assembly: Parallelizable(ParallelScope.Children)]
[assembly: FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[assembly: LevelOfParallelism(2)]
