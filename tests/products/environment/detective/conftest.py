"""The detective function against SageMaker and SNS in memory."""
