import HarrierResults
import HarrierScoring
import HarrierStatistics
import Testing

struct AnnotationEncoderTests {
  @Test func `a change has Elastic's names, and what was before and after`() {
    #expect(
      AnnotationEncoder.line(Samples.shift) == #"""
        {"job_id":"j","result_type":"annotation","timestamp":"2026-01-05T00:00:00.000Z","bucket_span":3600,"detector_index":1,\#
        "by_field_name":"host.name","by_field_value":"web","event":"model_change",\#
        "annotation":"a new level since 13 hours: 41 instead of 20 a bucket","harrier.kind":"level_shift",\#
        "harrier.before":20,"harrier.after":41,"harrier.buckets":13,"harrier.detector":"count by \"host.name\""}
        """#)
  }

  @Test func `a delay is of the whole job, and has an end`() {
    #expect(
      AnnotationEncoder.line(Samples.delay) == #"""
        {"job_id":"j","result_type":"annotation","timestamp":"2026-01-05T01:00:00.000Z","end_timestamp":"2026-01-05T03:00:00.000Z",\#
        "bucket_span":3600,"event":"delayed_data",\#
        "annotation":"12 events of 2 hours came too late to be counted, at most 1 hour after the bucket had closed",\#
        "harrier.kind":"delayed_data","harrier.late_events":12,"harrier.missed_seconds":3000,"harrier.buckets":2}
        """#)
  }

  @Test(arguments: [Samples.shift, Samples.delay])
  func `an annotation comes back from a state`(annotation: Annotation) throws {
    var writer = StateWriter()
    writer.write(annotation)
    var reader = StateReader(writer.bytes)
    #expect(try Annotation(from: &reader) == annotation)
  }
}
