using FluentAssertions;
using KoopmanAssert.Core.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;
using NUnit.Framework;

namespace KoopmanAssert;

[NonParallelizable]
public class UnsetMatrixTests
{
    [SetUp]
    [TearDown]
    public void Release() => UnsetMatrix.Release();

    [Test]
    public void The_next_of_its_size_takes_the_memory_of_one_that_was_let_go()
    {
        DenseMatrix first = UnsetMatrix.Create(200, 100);
        double[] memory = first.Values;
        UnsetMatrix.LetGo(first);
        UnsetMatrix.Create(200, 101).Values.Should().NotBeSameAs(memory, "another size");
        UnsetMatrix.Create(100, 200).Values.Should().BeSameAs(memory);
        UnsetMatrix.Create(100, 200).Values.Should().NotBeSameAs(memory, "it is in use");
    }

    [Test]
    public void A_small_one_is_left_to_the_collector()
    {
        DenseMatrix small = UnsetMatrix.Create(100, 100);
        UnsetMatrix.LetGo(small);
        UnsetMatrix.Create(100, 100).Values.Should().NotBeSameAs(small.Values);
    }

    [Test]
    public void What_was_let_go_first_is_dropped_above_64_MiB()
    {
        DenseMatrix[] matrices = [.. Enumerable.Range(0, 9).Select(_ => UnsetMatrix.Create(1024, 1024))]; // of 8 MiB
        Array.ForEach(matrices, UnsetMatrix.LetGo);
        double[][] taken = [.. Enumerable.Range(0, 9).Select(_ => UnsetMatrix.Create(1024, 1024).Values)];
        taken[..8].Zip(matrices[1..].Reverse()).Should().OnlyContain(pair => pair.First == pair.Second.Values, "the last one comes first");
        taken[8].Should().NotBeSameAs(matrices[0].Values);
    }

    [Test]
    public void One_cannot_be_let_go_twice()
    {
        DenseMatrix matrix = UnsetMatrix.Create(200, 100);
        UnsetMatrix.LetGo(matrix);
        Action again = () => UnsetMatrix.LetGo(matrix);
        again.Should().Throw<InvalidOperationException>();
    }

    [Test]
    public void A_copy_has_the_entries_and_memory_of_its_own()
    {
        DenseMatrix a = SeededMatrices.Uniform(200, 100);
        UnsetMatrix.LetGo(UnsetMatrix.Create(200, 100));
        DenseMatrix copy = UnsetMatrix.Copy(a);
        copy.Values.Should().NotBeSameAs(a.Values);
        SeededMatrices.Bits(copy.Values).Should().Equal(SeededMatrices.Bits(a.Values));
    }

    [Test]
    public void What_is_released_is_left_to_the_collector()
    {
        DenseMatrix matrix = UnsetMatrix.Create(200, 100);
        UnsetMatrix.LetGo(matrix);
        UnsetMatrix.Release();
        UnsetMatrix.Create(200, 100).Values.Should().NotBeSameAs(matrix.Values);
    }
}
