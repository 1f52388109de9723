using FluentAssertions;
using KoopmanAssert.Core.Models;
using NUnit.Framework;

namespace KoopmanAssert.Tests;

[TestFixture]
internal sealed class NpyHeaderTextTests
{
    private static readonly SampleFile Npy = new("a.npy");

    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }")]
    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2)}")]
    [TestCase("{\"shape\":(3,2),\"fortran_order\":False,\"descr\":\"<f4\"}   \n")]
    [TestCase(" {  'descr' :'<f4' ,'fortran_order':False\t,'shape': ( 3L , 2L , ) , } ")]
    public void A_dict_of_the_three_keys_is_read(string text)
    {
        NpyHeader header = NpyHeaderText.Parse(Npy, text);

        header.Descr.Should().Be("<f4");
        header.FortranOrder.Should().BeFalse();
        header.Shape.Should().Equal(3, 2);
    }

    [TestCase("()", new long[] { })]
    [TestCase("(7,)", new long[] { 7 })]
    [TestCase("(1, 2, 3)", new long[] { 1, 2, 3 })]
    public void Tuples_are_read(string shape, long[] expected) =>
        NpyHeaderText.Parse(Npy, $"{{'descr': '<f4', 'fortran_order': True, 'shape': {shape}}}").Shape.Should().Equal(expected);

    [TestCase("", "lacks '{'")]
    [TestCase("{", "lacks a quoted string")]
    [TestCase("{}", "lacks one of")]
    [TestCase("{'descr': '<f4', 'fortran_order': False}", "lacks one of")]
    [TestCase("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (3,)}", "the key 'descr' twice")]
    [TestCase("{'descr': '<f4', 'order': 1}", "the key 'order'")]
    [TestCase("{'descr': '<f4', 'fortran_order': 0, 'shape': (3,)}", "neither True nor False")]
    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (3)}", "is no tuple")]
    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': 3}", "lacks '('")]
    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': [3]}", "lacks '('")]
    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (-3,)}", "other than a size")]
    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (3,,)}", "other than a size")]
    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (3 2)}", "is no tuple")]
    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2 1)}", "lacks ')'")]
    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (__import__('os'),)}", "other than a size")]
    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (3,)} 1", "has text after its dict")]
    [TestCase("{'descr': '<f4' 'fortran_order': False, 'shape': (3,)}", "lacks '}'")]
    [TestCase("{'descr': '\\x3cf4', 'fortran_order': False, 'shape': (3,)}", "escaped letter")]
    [TestCase("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (3,)}", "structured")]
    public void Anything_else_is_refused(string text, string problem) =>
        FluentActions.Invoking(() => NpyHeaderText.Parse(Npy, text)).Should().Throw<SamplesException>()
            .Which.Should().Match<SamplesException>(
                fault => fault.Code == DiagnosticCodes.SamplesUnreadable && fault.Problem.Contains(problem));

    [Test]
    public void Control_characters_of_the_file_do_not_reach_the_message() =>
        FluentActions.Invoking(() => NpyHeaderText.Parse(Npy, "{'a\u001b[2J\n::error::b': 1}")).Should().Throw<SamplesException>()
            .Which.Problem.Should().Contain("'a?[2J?::error::b'");
}
