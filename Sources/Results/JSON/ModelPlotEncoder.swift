import HarrierScoring

/// A line of a model plot, without the line's end: `model_plot` where there was a bucket, `model_forecast` where there
/// is one to come. Names follow Elastic's.
public enum ModelPlotEncoder {
  public static func line(_ point: ModelPlotPoint) -> String {
    var writer = JSONWriter()
    writer.object { writer in
      writer.member("job_id", point.jobID)
      writer.member("result_type", point.actual == nil ? "model_forecast" : "model_plot")
      writer.member("timestamp", point.timestamp)
      writer.member("bucket_span", point.bucketSpan)
      writer.member("detector_index", point.detectorIndex)
      writer.member("model_feature", point.function)
      writeKeys(point, to: &writer)
      if let actual = point.actual {
        writer.member("actual", actual)
        writer.member("model_median", point.median)
        writer.member("model_lower", point.lower)
        writer.member("model_upper", point.upper)
      } else {
        writer.member("forecast_prediction", point.median)
        writer.member("forecast_lower", point.lower)
        writer.member("forecast_upper", point.upper)
      }
    }
    return writer.text
  }

  private static func writeKeys(_ point: ModelPlotPoint, to writer: inout JSONWriter) {
    for (role, part) in [("by", point.by), ("over", point.over), ("partition", point.partition)] {
      guard let part else { continue }
      writer.member("\(role)_field_name", part.fieldName)
      writer.member("\(role)_field_value", part.value)
    }
  }
}
