/// Somebody tries everything that a stolen key might open; then a role fails at one thing again and again.
enum ErrorSpike: CaseStudy {
  static let scenario = Scenario(
    id: "error-spike", title: "A spike in error messages", attack: ["T1580", "T1526", "T1087.004"],
    summary: "Dozens of different refusals in minutes, and hours later one refusal hundreds of times.",
    jobs: ["high_distinct_count_error_message", "high_count_error_message"])

  static func play(on stage: inout Stage) {
    let user = stage.cloudUser()
    let start = stage.moment()
    let calls = (CloudStaff.readOnly + CloudStaff.changes + CloudStaff.longTail).shuffled(
      using: &stage.random
    ).prefix(stage.random.within(36...60))
    for (index, call) in calls.enumerated() {
      let refused = call.failing(
        "AccessDenied", "User: \(user.arn) is not authorized to perform: \(call.service):\(call.action)")
      stage.call(refused, by: user, at: start + Milliseconds(index) * 9000)
    }
    stage.expect(
      "Dozens of different refusals", in: .cloud, from: start, to: start + Milliseconds(calls.count) * 9000,
      jobs: ["high_distinct_count_error_message"],
      match: ["aws.cloudtrail.user_identity.arn": user.arn])
    let role = stage.cloudRole("lambda-orders")
    let message = "User: \(role.arn) is not authorized to perform: kms:Decrypt"
    let later = start + 9_000_000
    for _ in 0..<stage.random.within(300...600) {
      let call = CloudCall("Decrypt", "kms").failing("AccessDenied", message)
      stage.call(call, by: role, at: later + Milliseconds(stage.random.below(880_000)))
    }
    stage.expect(
      "One refusal hundreds of times", in: .cloud, from: later, to: later + 880_000,
      jobs: ["high_count_error_message"],
      match: ["aws.cloudtrail.error_message": message, "aws.cloudtrail.user_identity.arn": role.arn])
  }
}
