"""What other features may ask of labels: `bears(label_id)`, a condition on a ticket."""

from shequ_api.features.ticket_labels.queries import bears as bears
