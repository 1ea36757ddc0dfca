import HarrierResults
import HarrierScoring
import Testing

struct CategoryEncoderTests {
  @Test func `a category has Elastic's names`() {
    let category = CategoryDefinition(
      jobID: "j", detectorIndex: 1, id: 3, partition: KeyPart(fieldName: "host.name", value: "h"),
      tokens: ["user", "<*>", "left", "(x)", "key=<*>"], shared: ["user", "eve", "left", "(x)", "key=<*>"],
      longest: 100, matches: 7, examples: ["a \"b\"\n"])
    #expect(
      CategoryEncoder.line(category) == #"""
        {"job_id":"j","result_type":"category_definition","detector_index":1,"category_id":3,\#
        "partition_field_name":"host.name","partition_field_value":"h","terms":"user eve left (x) key=",\#
        "regex":"(?s).*?user.*?left.*?\\(x\\).*?key=.*",\#
        "max_matching_length":110,"examples":["a \"b\"\n"],"num_matches":7,"harrier.template":"user <*> left (x) key=<*>"}
        """#)
  }
}
