import HarrierResults
import HarrierScoring
import Testing

struct ModelSizeEncoderTests {
  @Test func `a size has Elastic's names, and leaves out what is not known`() {
    #expect(
      ModelSizeEncoder.line(Samples.modelSize) == #"""
        {"job_id":"j","result_type":"model_size_stats","timestamp":"2026-01-19T12:00:00.000Z",\#
        "model_bytes":5000,"peak_model_bytes":6000,"model_bytes_memory_limit":1048576,"memory_status":"soft_limit",\#
        "total_category_count":4,"harrier.keys":12,"harrier.evicted_keys":3,"harrier.mode":"live"}
        """#)
    var plain = Samples.modelSize
    plain.memoryLimitBytes = nil
    plain.categories = nil
    let line = ModelSizeEncoder.line(plain)
    #expect(!line.contains("limit\":1") && !line.contains("category"))
  }
}
