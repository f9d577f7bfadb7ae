import { IsEmail, IsOptional, IsString, MaxLength, ValidateIf } from 'class-validator';

export class SendNotification {
  /** The address; `email` says the same. */
  @ValidateIf(({ email }: SendNotification) => email === undefined)
  @IsEmail()
  to?: string;

  @ValidateIf(({ email }: SendNotification) => email !== undefined)
  @IsEmail()
  email?: string;

  @IsOptional()
  @IsString()
  @MaxLength(10_000)
  text?: string;
}

export class NotificationSent {
  @IsString()
  notificationId!: string;
}
