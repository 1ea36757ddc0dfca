/// A reader opens the door and starts machines.
enum SecurityGroupChange: CaseStudy {
  static let scenario = Scenario(
    id: "security-group", title: "A security group changed, machines started",
    attack: ["T1562.007", "T1578.002", "T1496"],
    summary:
      "Somebody who only ever reads creates a security group, opens it, and starts instances hours later.",
    jobs: ["rare_method_for_a_user"])

  static func play(on stage: inout Stage) {
    let user = stage.cloudUser()
    let start = stage.moment()
    stage.call(CloudCall("CreateSecurityGroup", "ec2", "{groupName=<word>}"), by: user, at: start)
    stage.call(
      CloudCall("AuthorizeSecurityGroupIngress", "ec2", "{groupId=sg-<hex12>, cidrIp=0.0.0.0/0}"), by: user,
      at: start + 44_000)
    stage.expect(
      "A security group created and opened", in: .cloud, from: start, to: start + 44_000,
      jobs: ["rare_method_for_a_user"],
      match: ["user.name": user.name, "event.action": "AuthorizeSecurityGroupIngress"])
    let later = start + 7_800_000
    for index in 0..<5 {
      stage.call(
        CloudCall("RunInstances", "ec2", "{instanceType=p3.16xlarge, maxCount=20}"), by: user,
        at: later + Milliseconds(index) * 20_000)
    }
    stage.expect(
      "RunInstances by somebody who never did", in: .cloud, from: later, to: later + 80_000,
      jobs: ["rare_method_for_a_user"], match: ["user.name": user.name, "event.action": "RunInstances"])
  }
}
